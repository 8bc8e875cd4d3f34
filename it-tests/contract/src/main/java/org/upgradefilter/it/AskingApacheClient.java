package org.upgradefilter.it;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Apache's classic client, of whichever version, with both fields set by hand. Knows nothing but
 * the JDK by its signature, so that it can be loaded beside another version.
 */
public final class AskingApacheClient implements Function<List<URI>, List<String>> {

    /**
     * Where the client was loaded from, and then the answers, in turn on as few connections as can
     * be.
     */
    @Override
    public List<String> apply(List<URI> targets) {
        List<String> said = new ArrayList<>();
        said.add(HttpClients.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (CloseableHttpClient client = client()) {
            for (URI target : targets) {
                HttpGet get = new HttpGet(target);
                get.addHeader("Connection", "Upgrade");
                get.addHeader("Upgrade", "TLS/1.2");
                said.add(client.execute(get, got -> EntityUtils.toString(got.getEntity())));
            }
        } catch (IOException e) {
            throw new AssertionError("after " + said, e);
        }
        return said;
    }

    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .disableAutomaticRetries()
                // Of itself it offers nothing.
                .setDefaultRequestConfig(
                        RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setTlsSocketStrategy(
                                        new DefaultClientTlsStrategy(TestCertificate.context()))
                                .setDefaultConnectionConfig(
                                        ConnectionConfig.custom()
                                                .setSocketTimeout(20, TimeUnit.SECONDS)
                                                .build())
                                .build())
                .build();
    }
}
