package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.PlainServlet;
import org.upgradefilter.it.TestUser;

/** HTTP/2 with the JDK's client, which asks for it by itself in clear. */
public abstract class H2cClientsContract extends ContainerContract {

    private static final int MEBIBYTE = 1 << 20;

    private final H2cApplication application = new H2cApplication();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.startWithLogin(application);
    }

    @BeforeEach
    void closeGate() {
        application.closeGate();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(server().resolve(target));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends on a connection that is upgraded already. */
    private HttpResponse<String> sendInside(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        assertEquals(Version.HTTP_2, send(request("/plain")).version());
        HttpResponse<String> response = send(request);
        assertEquals(Version.HTTP_2, response.version());
        return response;
    }

    private static HttpClient newClient() {
        return HttpClient.newHttpClient();
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static String fact(HttpResponse<String> facts, String name) {
        return facts.body()
                .lines()
                .filter(line -> line.startsWith(name + " = "))
                .map(line -> line.substring(name.length() + 3))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
    void the_first_request_is_answered_by_http_2(String method) throws Exception {
        HttpResponse<String> response =
                newClient()
                        .send(
                                request("/plain").method(method, BodyPublishers.noBody()).build(),
                                BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        assertEquals(Version.HTTP_2, response.version());
        assertEquals("yes", response.headers().firstValue("Stamped").orElseThrow());
        String said = method + " " + PlainServlet.digest(new byte[0]) + " REQUEST";
        assertEquals(method.equals("HEAD") ? "" : said, response.body());
    }

    @Test
    void the_application_is_told_that_it_is_http_2_in_clear() throws Exception {
        HttpResponse<String> facts = sendInside(request("/facts?a=b"));
        assertEquals("HTTP/2.0", fact(facts, "protocol"));
        assertEquals("false", fact(facts, "secure"));
        assertEquals("http", fact(facts, "scheme"));
        assertEquals(server().resolve("/facts").toString(), fact(facts, "url"));
        assertEquals("127.0.0.1:" + server().getPort(), fact(facts, "local"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 16_384, 100_000, MEBIBYTE, 5 * MEBIBYTE})
    void content_arrives_whole_whether_it_is_the_first_request_or_not(int bytes) throws Exception {
        byte[] content = random(bytes);
        List<BodyPublisher> publishers =
                List.of(
                        BodyPublishers.ofByteArray(content),
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)));
        for (BodyPublisher publisher : publishers) {
            HttpRequest first = request("/upload").POST(publisher).build();
            HttpResponse<String> response = newClient().send(first, BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertEquals(PlainServlet.digest(content), response.body());
            assertEquals(
                    PlainServlet.digest(content),
                    sendInside(request("/upload").POST(publisher)).body());
        }
    }

    @Test
    void a_client_that_waits_for_a_100_is_sent_one() throws Exception {
        byte[] content = random(100_000);
        HttpRequest.Builder waiting =
                request("/upload").expectContinue(true).POST(BodyPublishers.ofByteArray(content));
        assertEquals(PlainServlet.digest(content), sendInside(waiting).body());
    }

    @Test
    void a_hundred_requests_share_a_connection() throws Exception {
        sendInside(request("/plain"));
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                responses.add(
                        client.sendAsync(
                                request("/facts?n=" + i).build(), BodyHandlers.ofString()));
            }
            Set<String> clients = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                HttpResponse<String> facts = responses.get(i).get(30, TimeUnit.SECONDS);
                assertEquals("n=" + i, fact(facts, "query"));
                assertEquals(Version.HTTP_2, facts.version());
                clients.add(fact(facts, "remote"));
            }
            assertEquals(1, clients.size());
        }
    }

    @Test
    void content_goes_both_ways_on_many_streams() throws Exception {
        sendInside(request("/plain"));
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            BodyPublisher content = BodyPublishers.ofByteArray(random(100_000 + i));
            responses.add(
                    client.sendAsync(
                            request("/upload").POST(content).build(), BodyHandlers.ofString()));
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(
                    PlainServlet.digest(random(100_000 + i)),
                    responses.get(i).get(30, TimeUnit.SECONDS).body());
        }
    }

    @Test
    void who_is_slow_holds_nobody_up() throws Exception {
        sendInside(request("/plain"));
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (String path : List.of("/slow", "/slow", "/async/thread")) {
            slow.add(client.sendAsync(request(path).build(), BodyHandlers.ofString()));
        }
        application.awaitSlow();
        for (int i = 0; i < 20; i++) {
            assertEquals(Version.HTTP_2, send(request("/plain")).version());
        }
        assertTrue(slow.stream().noneMatch(CompletableFuture::isDone));
        application.openGate();
        assertEquals("slow", slow.get(0).get(20, TimeUnit.SECONDS).body());
        assertEquals("slow", slow.get(1).get(20, TimeUnit.SECONDS).body());
        assertEquals("completed elsewhere", slow.get(2).get(20, TimeUnit.SECONDS).body());
    }

    @ParameterizedTest
    @CsvSource({
        "/async/complete, completed later",
        "/async/at-once,  completed at once",
        "/async/twice,    again completed later",
        "/forward,        GET 0",
        "/async/dispatch, GET 0",
    })
    void servlets_may_answer_in_all_their_ways(String path, String begin) throws Exception {
        String said = sendInside(request(path)).body();
        assertTrue(said.startsWith(begin), said);
    }

    @ParameterizedTest
    @CsvSource({"/nowhere, 404", "/throw, 500", "/error?status=418, 418", "/nothing, 204"})
    void errors_have_their_status(String path, int status) throws Exception {
        assertEquals(status, sendInside(request(path)).statusCode());
    }

    @Test
    void a_large_download_arrives_whole() throws Exception {
        sendInside(request("/plain"));
        int pieces = 64 * MEBIBYTE / H2cApplication.piece().length();
        HttpResponse<InputStream> response =
                client.send(
                        request("/download?pieces=" + pieces).build(),
                        BodyHandlers.ofInputStream());
        assertEquals(Version.HTTP_2, response.version());
        byte[] piece = H2cApplication.piece().getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = response.body()) {
            for (int i = 0; i < pieces; i++) {
                assertEquals(0, Arrays.compare(piece, in.readNBytes(piece.length)));
            }
            assertEquals(-1, in.read());
        }
    }

    @Test
    void who_gives_up_leaves_the_others_alone() throws Exception {
        sendInside(request("/plain"));
        CompletableFuture<HttpResponse<InputStream>> slow =
                client.sendAsync(request("/slow").build(), BodyHandlers.ofInputStream());
        application.awaitSlow();
        slow.cancel(true);
        assertEquals(Version.HTTP_2, send(request("/plain")).version());
        application.openGate();
        assertEquals(Version.HTTP_2, send(request("/plain")).version());
    }

    @Test
    void sessions_and_redirects_are_followed() throws Exception {
        assertEquals("1", sendInside(request("/session")).body());
        assertEquals("2", sendInside(request("/session")).body());
        HttpResponse<String> response = sendInside(request("/redirect"));
        assertEquals(200, response.statusCode());
        assertEquals("from=r", response.uri().getQuery());
    }

    @Test
    void who_may_not_is_kept_out() throws Exception {
        assertEquals(401, sendInside(request("/member/name")).statusCode());
        HttpResponse<String> alice =
                sendInside(
                        request("/member/name")
                                .header("Authorization", TestUser.ALICE.credentials()));
        assertEquals(TestUser.ALICE.userName(), alice.body());
        HttpResponse<String> bob =
                sendInside(
                        request("/member/name")
                                .header("Authorization", TestUser.BOB.credentials()));
        assertEquals(403, bob.statusCode());
    }

    /** The same client opens it on a connection of its own, by HTTP/1.1. */
    @Test
    void a_websocket_opens_beside_it() throws Exception {
        sendInside(request("/plain"));
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(webSocket("/socket"), new WebSocket.Listener() {})
                        .get(20, TimeUnit.SECONDS);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
    }
}
