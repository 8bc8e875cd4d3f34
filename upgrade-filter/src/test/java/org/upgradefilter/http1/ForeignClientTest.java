package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.io.SocketServer;
import org.upgradefilter.io.TimerThread;

/** The JDK's client over real sockets, and workers that block. */
@Timeout(60)
class ForeignClientTest {

    private final TimerThread timer = new TimerThread("http1-test");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SocketServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                new SocketServer(
                        duplex ->
                                new Http1Connection(
                                        duplex,
                                        timer,
                                        Http1Settings.inClear(),
                                        new BlockingHandler()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        timer.close();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
    void requestsWithoutContent(String method) throws IOException, InterruptedException {
        for (int i = 0; i < 10; i++) {
            HttpResponse<byte[]> response =
                    send(request("/").method(method, BodyPublishers.noBody()).build());
            assertEquals(200, response.statusCode());
            assertEquals(method, response.headers().firstValue("X-Method").orElseThrow());
            assertEquals(0, response.body().length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/length", "/chunked"})
    void contentComesBack(String path) throws IOException, InterruptedException {
        for (int bytes : new int[] {1, 100, 16_384, 100_000, 5_000_000}) {
            HttpRequest request =
                    request(path).POST(BodyPublishers.ofByteArray(content(bytes))).build();
            assertArrayEquals(content(bytes), send(request).body());
        }
    }

    @Test
    void chunksComeBack() throws IOException, InterruptedException {
        for (int bytes : new int[] {1, 100_000, 5_000_000}) {
            BodyPublisher chunks =
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content(bytes)));
            assertArrayEquals(
                    content(bytes), send(request("/chunked").POST(chunks).build()).body());
        }
    }

    @Test
    void theClientWaitsForA100() throws IOException, InterruptedException {
        for (int i = 0; i < 10; i++) {
            HttpRequest request =
                    request("/length")
                            .expectContinue(true)
                            .POST(BodyPublishers.ofByteArray(content(10_000)))
                            .build();
            assertArrayEquals(content(10_000), send(request).body());
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        byte[] content = content(20_000);
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                HttpRequest request =
                        request(i % 2 == 0 ? "/length" : "/chunked")
                                .POST(BodyPublishers.ofByteArray(content))
                                .build();
                responses.add(client.sendAsync(request, BodyHandlers.ofByteArray()));
            }
            for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
                assertArrayEquals(content, response.get(30, TimeUnit.SECONDS).body());
            }
        }
    }
}
