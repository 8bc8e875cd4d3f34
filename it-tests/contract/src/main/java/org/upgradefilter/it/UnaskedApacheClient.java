package org.upgradefilter.it;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.upgradefilter.http.Field;

/** Apache's, 5.4 and 5.4.1: offers {@code TLS/1.2} with GET, HEAD and OPTIONS in clear. */
final class UnaskedApacheClient implements UnaskedClient {

    private final CloseableHttpClient client;

    UnaskedApacheClient(Offers offers) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        if (offers == Offers.NONE) {
            builder.setDefaultRequestConfig(
                    RequestConfig.custom().setProtocolUpgradeEnabled(false).build());
        }
        client = builder.build();
    }

    @Override
    public Answer send(Call call, URI server) throws IOException {
        if (call.content() != Content.NONE) {
            throw new IllegalArgumentException("it offers nothing with content");
        }
        ClassicHttpRequest request =
                ClassicRequestBuilder.create(call.method())
                        .setUri(server.resolve(call.target()))
                        .build();
        return client.execute(request, UnaskedApacheClient::received);
    }

    private static Answer received(ClassicHttpResponse response) throws IOException {
        List<Field> fields =
                Arrays.stream(response.getHeaders())
                        .map(
                                field ->
                                        new Field(
                                                field.getName().toLowerCase(Locale.ROOT),
                                                field.getValue()))
                        .toList();
        byte[] content =
                response.getEntity() == null
                        ? new byte[0]
                        : EntityUtils.toByteArray(response.getEntity());
        return new Answer(response.getCode(), fields, PlainServlet.digest(content));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
