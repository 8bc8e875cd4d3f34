package org.upgradefilter.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.upgradefilter.http.Field;

/** That of the JDK: offers {@code h2c} with every request in clear, whatever its method. */
final class UnaskedJdkClient implements UnaskedClient {

    /** Of each request that carries any. */
    private static final int CONTENT_BYTES = 1 << 20;

    private final HttpClient client;

    UnaskedJdkClient(Offers offers) {
        HttpClient.Builder builder = HttpClient.newBuilder();
        client =
                offers == Offers.UNASKED
                        ? builder.build()
                        : builder.version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public Answer send(Call call, URI server) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve(call.target()))
                        .method(call.method(), publisher(call.content()))
                        .expectContinue(call.content() == Content.AFTER_CONTINUE)
                        .build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.version() != HttpClient.Version.HTTP_1_1) {
            throw new AssertionError("HTTP/1.1 expected, not " + response.version());
        }
        List<Field> fields =
                response.headers().map().entrySet().stream()
                        .flatMap(
                                field ->
                                        field.getValue().stream()
                                                .map(
                                                        value ->
                                                                new Field(
                                                                        lower(field.getKey()),
                                                                        value)))
                        .toList();
        return new Answer(response.statusCode(), fields, PlainServlet.digest(response.body()));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What it sends. */
    static byte[] bytes(Content content) {
        byte[] bytes = new byte[content == Content.NONE ? 0 : CONTENT_BYTES];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static BodyPublisher publisher(Content content) {
        BodyPublisher whole = BodyPublishers.ofByteArray(bytes(content));
        return switch (content) {
            case NONE -> BodyPublishers.noBody();
            case OF_KNOWN_LENGTH, AFTER_CONTINUE -> whole;
            case CHUNKED -> BodyPublishers.fromPublisher(whole);
        };
    }

    @Override
    public void close() {
        // Ends when it is no longer reachable (JDK 17).
    }
}
