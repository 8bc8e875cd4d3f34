package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upgrade to TLS (RFC 2817), and HTTP that goes on inside. */
public abstract class TlsContract extends ContainerContract {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new TlsApplication());
    }

    /** Starts it as a WAR instead. */
    protected static URI deploy(Container started) throws Exception {
        return started.deploy(TlsApplication.war(Files.createTempDirectory("tls-war")));
    }

    private static RawRequest request(String method, String path) {
        return RawRequest.line(method + " " + path + " HTTP/1.1").replacing("Host", "127.0.0.1");
    }

    private static RawRequest asking(String method, String path) {
        return request(method, path).with("Connection", "Upgrade").with("Upgrade", "TLS/1.2");
    }

    /** A connection whose handshake is through, and on which nothing was received since. */
    private RawConnection upgraded(RawRequest asking) throws IOException {
        RawConnection connection = connect();
        Response response = connection.open(asking);
        assertEquals("TLS/1.2, HTTP/1.1", response.line("Upgrade"));
        assertTrue(response.hasMember("Connection", "Upgrade"));
        return connection.secured(socket -> {});
    }

    private static void isSaidInside(Response response, String begin) {
        assertEquals(200, response.status());
        String said = response.text();
        assertTrue(said.startsWith(begin + " https secure suite=TLS_"), said);
        assertTrue(said.endsWith(" cookie=null authorization=null"), said);
    }

    @Test
    void options_asks_and_the_application_answers_what_follows() throws IOException {
        try (RawConnection connection = upgraded(asking("OPTIONS", "/plain"))) {
            Response first = connection.response();
            assertEquals(200, first.status());
            assertEquals("0", first.line("Content-Length"));
            for (int i = 0; i < 3; i++) {
                isSaidInside(connection.exchange(request("GET", "/plain?a=" + i)), "GET /plain");
            }
            isSaidInside(connection.exchange(request("OPTIONS", "/secure/a")), "OPTIONS /secure/a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS"})
    void what_requires_tls_is_answered_426_in_clear(String method) throws IOException {
        for (String path : new String[] {"/secure/a", "/strict/a"}) {
            Response response = answer(request(method, path));
            assertEquals(426, response.status());
            assertEquals("TLS/1.2, HTTP/1.1", response.line("Upgrade"));
        }
    }

    @Test
    void and_200_inside_on_the_same_connection() throws IOException {
        try (RawConnection connection = connect()) {
            assertEquals(426, connection.exchange(request("GET", "/secure/a")).status());
            connection.open(asking("GET", "/secure/a?b=%20"));
            RawConnection inside = connection.secured(socket -> {});
            isSaidInside(inside.response(), "GET /secure/a");
            isSaidInside(inside.exchange(request("POST", "/secure/b")), "POST /secure/b");
        }
    }

    @Test
    void who_may_not_ask_so_is_answered_in_clear() throws IOException {
        Response response = answer(asking("GET", "/plain"));
        assertEquals(200, response.status());
        assertTrue(response.text().startsWith("GET /plain http in-clear"), response.text());
        assertEquals(426, answer(asking("GET", "/strict/a")).status());
    }

    @Test
    void what_asks_is_nobody() throws IOException {
        RawRequest asking =
                asking("GET", "/secure/a")
                        .with("Cookie", "a=b")
                        .with("Authorization", "Basic eDp5");
        try (RawConnection connection = upgraded(asking)) {
            isSaidInside(connection.response(), "GET /secure/a");
            Response second = connection.exchange(request("GET", "/b").with("Cookie", "a=b"));
            assertTrue(second.text().contains(" cookie=a=b "), second.text());
        }
    }

    @Test
    void a_client_that_offers_a_protocol_by_alpn_is_refused() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(asking("OPTIONS", "/plain"));
            assertThrows(
                    SSLHandshakeException.class,
                    () -> connection.secured(TlsContract::offeringHttp));
        }
        try (RawConnection connection = connect()) {
            connection.open(asking("OPTIONS", "/alpn/"));
            RawConnection inside = connection.secured(TlsContract::offeringHttp);
            assertEquals(200, inside.response().status());
        }
    }

    static void offeringHttp(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
    }

    @Test
    void http_in_clear_after_the_101_closes() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(asking("OPTIONS", "/plain"));
            connection.send(request("GET", "/plain"));
            connection.awaitEnd();
        }
    }

    @Test
    void another_host_is_misdirected() throws IOException {
        try (RawConnection connection = upgraded(asking("OPTIONS", "/plain"))) {
            assertEquals(200, connection.response().status());
            isSaidInside(
                    connection.exchange(request("GET", "/a").replacing("Host", "localhost")),
                    "GET /a");
            Response response =
                    connection.exchange(request("GET", "/a").replacing("Host", "example.com"));
            assertEquals(421, response.status());
        }
    }

    @Test
    void a_websocket_opens_inside() throws IOException {
        try (RawConnection connection = upgraded(asking("OPTIONS", "/plain"))) {
            assertEquals(200, connection.response().status());
            connection.open(request("GET", "/echo").offeringWebSocket());
            connection.send(ClientFrames.text("inside"));
            assertEquals(Message.text("inside"), connection.message());
            connection.send(ClientFrames.close(1000, ""));
            assertEquals(1000, connection.closeFrame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void the_end_of_the_application_is_told_inside() throws Exception {
        try (Container stopping = container()) {
            URI server = stopping.start(new TlsApplication());
            try (RawConnection idle = RawConnection.to(server);
                    RawConnection talking = RawConnection.to(server)) {
                idle.open(asking("OPTIONS", "/plain"));
                RawConnection idleInside = idle.secured(socket -> {});
                assertEquals(200, idleInside.response().status());
                talking.open(asking("OPTIONS", "/plain"));
                RawConnection webSocket = talking.secured(socket -> {});
                assertEquals(200, webSocket.response().status());
                webSocket.open(request("GET", "/echo").offeringWebSocket());
                Future<?> undeployed =
                        ForkJoinPool.commonPool()
                                .submit(
                                        () -> {
                                            stopping.undeploy();
                                            return null;
                                        });
                idleInside.awaitEnd();
                assertEquals(1001, webSocket.closeFrame().closeCode());
                webSocket.send(ClientFrames.close(1001, ""));
                webSocket.awaitEnd();
                undeployed.get(20, TimeUnit.SECONDS);
            }
        }
    }

    /** Apache's 5.4.1 asks by every GET, HEAD and OPTIONS, and shakes hands at once. */
    @Test
    void apaches_client_is_upgraded_unasked() throws IOException {
        PoolingHttpClientConnectionManager connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(
                                new DefaultClientTlsStrategy(TestCertificate.context()))
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setSocketTimeout(Timeout.ofSeconds(20))
                                        .build())
                        .build();
        try (CloseableHttpClient client =
                HttpClients.custom().setConnectionManager(connections).build()) {
            for (int i = 0; i < 3; i++) {
                HttpGet get = new HttpGet(server().resolve("/unasked/" + i));
                String said = client.execute(get, got -> EntityUtils.toString(got.getEntity()));
                assertTrue(said.startsWith("GET /unasked/" + i + " https secure "), said);
            }
        }
    }

    @Test
    void a_victim_that_is_spliced_onto_an_upgraded_connection_is_refused() throws IOException {
        HttpClient victim = HttpClient.newBuilder().sslContext(TestCertificate.context()).build();
        try (SplicingProxy attacker = new SplicingProxy(server(), asking("OPTIONS", "/plain"))) {
            HttpRequest get = HttpRequest.newBuilder(attacker.https("/plain")).build();
            assertThrows(IOException.class, () -> victim.send(get, BodyHandlers.ofString()));
        }
    }

    /** What remains, as docs/security.md says: nothing of the attacker's choosing. */
    @Test
    void a_victim_without_alpn_reads_nothing_of_the_attackers() throws IOException {
        try (SplicingProxy attacker = new SplicingProxy(server(), asking("OPTIONS", "/plain"))) {
            HttpsURLConnection victim =
                    (HttpsURLConnection) attacker.https("/plain").toURL().openConnection();
            victim.setSSLSocketFactory(TestCertificate.context().getSocketFactory());
            victim.setReadTimeout(20_000);
            assertEquals(200, victim.getResponseCode());
            assertEquals(
                    "",
                    new String(victim.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            victim.disconnect();
        }
    }
}
