package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.PlainServlet;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;
import org.upgradefilter.it.SplicingProxy;
import org.upgradefilter.it.TestCertificate;

/**
 * HTTP/2 that is agreed upon by ALPN inside TLS that was asked for in clear (RFC 2817, RFC 7301).
 *
 * <p>Clients that speak HTTP/2 by ALPN do not ask for TLS, so somebody in between does it for them;
 * they shake hands with the server itself.
 */
public abstract class Http2InsideTlsContract extends ContainerContract {

    private static final int MEBIBYTE = 1 << 20;

    private SplicingProxy asker;
    private HttpClient client;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new H2cApplication());
    }

    @BeforeAll
    void startAsker() throws IOException {
        asker = new SplicingProxy(server(), asking());
        client = HttpClient.newBuilder().sslContext(TestCertificate.context()).build();
    }

    @AfterAll
    void stopAsker() {
        asker.close();
    }

    static RawRequest asking() {
        return RawRequest.line("OPTIONS /alpn/plain HTTP/1.1")
                .replacing("Host", "127.0.0.1")
                .with("Connection", "Upgrade")
                .with("Upgrade", "TLS/1.2");
    }

    /** Asks for TLS, and shakes hands. */
    private static RawConnection secured(URI server, Consumer<SSLParameters> prepared)
            throws IOException {
        RawConnection connection = RawConnection.to(server);
        try {
            connection.open(asking());
            return connection.secured(socket -> prepare(socket, prepared));
        } catch (IOException | Error e) {
            connection.close();
            throw e;
        }
    }

    private static void prepare(SSLSocket socket, Consumer<SSLParameters> prepared) {
        SSLParameters parameters = socket.getSSLParameters();
        prepared.accept(parameters);
        socket.setSSLParameters(parameters);
    }

    /** A client that offers protocols by ALPN. Nothing of HTTP/2 is sent. */
    static Http2Client secured(URI server, String... offered) throws IOException {
        return Http2Client.over(
                secured(server, parameters -> parameters.setApplicationProtocols(offered)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(asker.https(path));
    }

    private static void isSaid(String facts, String name, String value) {
        assertTrue(facts.contains(name + " = " + value), facts);
    }

    private static void isSecure(String facts) {
        isSaid(facts, "secure", "true\n");
        isSaid(facts, "connection-secure", "true\n");
        isSaid(facts, "scheme", "https\n");
        isSaid(facts, "cipher", "TLS_");
        isSaid(facts, "url", "https://127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void the_application_is_told_that_it_is_http_2_and_secure(String version) throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        HttpResponse<String> facts =
                HttpClient.newBuilder()
                        .sslContext(TestCertificate.context())
                        .sslParameters(parameters)
                        .build()
                        .send(request("/facts?a=b").build(), BodyHandlers.ofString());
        assertEquals(Version.HTTP_2, facts.version());
        assertEquals("yes", facts.headers().firstValue("Stamped").orElseThrow());
        isSaid(facts.body(), "protocol", "HTTP/2.0\n");
        isSaid(facts.body(), "query", "a=b\n");
        isSecure(facts.body());
    }

    @Test
    void content_arrives_whole_both_ways() throws Exception {
        byte[] content = new byte[MEBIBYTE];
        new Random(1).nextBytes(content);
        HttpRequest upload = request("/upload").POST(BodyPublishers.ofByteArray(content)).build();
        HttpResponse<String> response = client.send(upload, BodyHandlers.ofString());
        assertEquals(Version.HTTP_2, response.version());
        assertEquals(PlainServlet.digest(content), response.body());
        int pieces = 4 * MEBIBYTE / H2cApplication.piece().length();
        assertEquals(
                H2cApplication.piece().repeat(pieces),
                client.send(request("/download?pieces=" + pieces).build(), BodyHandlers.ofString())
                        .body());
    }

    @Test
    void a_hundred_requests_share_a_connection() throws Exception {
        client.send(request("/plain").build(), BodyHandlers.ofString());
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            responses.add(
                    client.sendAsync(request("/facts?n=" + i).build(), BodyHandlers.ofString()));
        }
        Set<String> clients = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String facts = responses.get(i).get(30, TimeUnit.SECONDS).body();
            isSaid(facts, "query", "n=" + i + "\n");
            isSecure(facts);
            facts.lines().filter(line -> line.startsWith("remote = ")).forEach(clients::add);
        }
        assertEquals(1, clients.size());
    }

    /** Nothing tells HTTP/2 of what was asked before it: the first stream is the client's own. */
    @Test
    void the_request_that_asked_is_not_answered() throws IOException {
        try (Http2Client http2 = secured(server(), "h2", "http/1.1").begin()) {
            assertEquals(Http2Frame.SETTINGS, http2.frame().type());
            http2.awaitPong();
            FieldBlock request = FieldBlock.request("GET", URI.create("https://127.0.0.1/facts"));
            http2.send(Http2Frame.lastHeaders(1, request.bytes()));
            isSecure(http2.answer(1).text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http/1.1", "x,http/1.1"})
    void who_does_not_offer_it_is_answered_by_http_1_1(String offered) throws IOException {
        String[] names = offered.isEmpty() ? new String[0] : offered.split(",");
        try (RawConnection inside =
                secured(server(), parameters -> parameters.setApplicationProtocols(names))) {
            Response first = inside.response();
            assertEquals(200, first.status());
            assertEquals("0", first.line("Content-Length"));
            String facts =
                    inside.exchange(
                                    RawRequest.line("GET /facts HTTP/1.1")
                                            .replacing("Host", "127.0.0.1"))
                            .text();
            isSaid(facts, "protocol", "HTTP/1.1\n");
            isSecure(facts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "h2c", "spdy/3,http/1.0"})
    void who_offers_nothing_that_is_spoken_is_refused(String offered) {
        SSLException refused =
                assertThrows(SSLException.class, () -> secured(server(), offered.split(",")));
        assertTrue(refused.getMessage().contains("no_application_protocol"), refused::toString);
    }

    /** RFC 9113 §9.2.2. */
    @Test
    void by_a_weak_cipher_suite_http_1_1_is_spoken() throws IOException {
        try (RawConnection inside =
                secured(
                        server(),
                        parameters -> {
                            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                            parameters.setProtocols(new String[] {"TLSv1.2"});
                            parameters.setCipherSuites(
                                    new String[] {
                                        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                                        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
                                    });
                        })) {
            assertEquals(200, inside.response().status());
        }
    }

    /** RFC 9110 §7.4. */
    @ParameterizedTest
    @CsvSource({"https://127.0.0.1/plain, 200", "http://127.0.0.1/plain, 421"})
    void another_scheme_is_misdirected(URI target, int status) throws IOException {
        try (Http2Client http2 = secured(server(), "h2").begin()) {
            http2.send(Http2Frame.lastHeaders(1, FieldBlock.request("GET", target).bytes()));
            assertEquals(status, http2.answer(1).status());
        }
    }

    @Test
    void neither_tls_nor_h2c_is_switched_to_inside() throws IOException {
        try (RawConnection inside = secured(server(), parameters -> {})) {
            assertEquals(200, inside.response().status());
            for (RawRequest again : List.of(asking(), Http2Client.asking("GET", "/plain"))) {
                assertEquals(200, inside.exchange(again).status());
            }
        }
    }
}
