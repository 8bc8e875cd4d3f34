package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.servlet.UpgradeFilter;

/** The sample, deployed as a WAR: what a reader of the README copies is what runs. */
public abstract class SampleContract extends ContainerContract {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Offers h2c with every request. */
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }

    @Test
    void filter_comes_from_the_war() throws Exception {
        ClassLoader application = running().applicationLoader();
        Class<?> filter = Class.forName(UpgradeFilter.class.getName(), false, application);
        assertSame(application, filter.getClassLoader());
        assertNotEquals(UpgradeFilter.class, filter);
    }

    @Test
    void page_and_what_it_needs_are_served() throws Exception {
        HttpResponse<String> page = get("/");
        assertEquals(200, page.statusCode());
        assertTrue(page.headers().firstValue("Content-Type").orElse("").startsWith("text/html"));
        assertTrue(page.body().startsWith("<!DOCTYPE html>"));
        for (String file : page.body().split("\"", -1)) {
            if (file.matches("[a-z/]+\\.(js|css|svg)")) {
                assertEquals(200, get("/" + file).statusCode(), file);
            }
        }
    }

    @Test
    void whoami_tells_what_the_request_looks_like() throws Exception {
        HttpResponse<String> response = get("/whoami?a=b");
        JsonNode who = JSON.readTree(response.body());
        assertEquals(
                response.version() == HttpClient.Version.HTTP_2 || !speaksHttp1()
                        ? "HTTP/2.0"
                        : "HTTP/1.1",
                who.get("protocol").textValue());
        assertEquals(scheme().equals("https"), who.get("secure").booleanValue());
        assertEquals(scheme(), who.get("scheme").textValue());
        assertEquals("GET", who.get("method").textValue());
        assertEquals("/whoami", who.get("uri").textValue());
        assertEquals(plainServer().getAuthority(), who.get("host").textValue());
        assertEquals("127.0.0.1", who.get("remoteAddr").textValue());
        assertTrue(who.get("remotePort").intValue() > 0);
        assertEquals(scheme().equals("http"), who.get("cipherSuite").isNull());
        assertEquals(scheme().equals("http"), who.get("keySize").isNull());
        assertNull(who.get("sessionId").textValue());
        assertTrue(!who.get("container").textValue().isEmpty());
        assertTrue(who.get("headers").size() > 0);
    }

    @Test
    void upgrades_tells_what_the_filter_is_doing() throws Exception {
        try (RawConnection connection = connect()) {
            connection.open(RawRequest.webSocket("/echo"));
            connection.send(ClientFrames.text("hello"));
            assertEquals(Message.text("hello"), connection.message());
            get("/echo");
            JsonNode upgrades = JSON.readTree(get("/upgrades").body());
            List<String> live = upgrades.get("connections").findValuesAsText("path");
            assertTrue(live.contains("/echo"), live.toString());
            Set<String> outcomes = new HashSet<>();
            for (JsonNode count : upgrades.get("counts")) {
                if (count.get("rule").textValue().startsWith("/echo require websocket")) {
                    outcomes.add(count.get("outcome").textValue());
                    assertEquals("websocket", count.get("protocol").textValue());
                    assertTrue(count.get("total").longValue() > 0);
                }
            }
            assertTrue(outcomes.containsAll(Set.of("switched", "required")), outcomes.toString());
        }
    }

    @Test
    void digest_of_5_MiB() throws Exception {
        byte[] content = new byte[5 << 20];
        new Random(5).nextBytes(content);
        HttpRequest post =
                HttpRequest.newBuilder(plainServer().resolve("/digest"))
                        .POST(BodyPublishers.ofByteArray(content))
                        .build();
        JsonNode digest = JSON.readTree(http.send(post, BodyHandlers.ofString()).body());
        assertEquals(content.length, digest.get("length").longValue());
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
        assertEquals(HexFormat.of().formatHex(sha256), digest.get("sha256").textValue());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 251, 252, 100_000, 3_000_000})
    void bytes_are_as_promised(int n) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(plainServer().resolve("/bytes?n=" + n)).build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        assertEquals(n, response.body().length);
        for (int i = 0; i < n; i++) {
            if (response.body()[i] != (byte) (i % 251)) {
                throw new AssertionError("byte " + i + " is " + response.body()[i]);
            }
        }
    }

    @Test
    void async_answers_later() throws Exception {
        JsonNode answer = JSON.readTree(get("/async?ms=50").body());
        assertTrue(answer.get("waitedMs").longValue() >= 49, answer::toString);
    }

    @Test
    void events_come_one_by_one() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(plainServer().resolve("/events?n=3")).build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            String events = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("id: 0\ndata: 0\n\nid: 1\ndata: 1\n\nid: 2\ndata: 2\n\n", events);
        }
        assertTrue(
                response.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .startsWith("text/event-stream"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bytes", "/bytes?n=-1", "/async?ms=x", "/events?n=1e9"})
    void bad_numbers_are_400(String target) throws Exception {
        assertEquals(400, get(target).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/chat"})
    void plain_get_is_refused_and_the_connection_is_kept(String path) throws IOException {
        try (RawConnection connection = connect()) {
            Response response = connection.exchange(RawRequest.get(path));
            assertEquals(missingOffer(), response.status());
            if (speaksHttp1()) {
                assertEquals("websocket", response.line("Upgrade"));
            }
            assertEquals(200, connection.exchange(RawRequest.get("/whoami")).status());
        }
    }

    @Test
    void members_of_the_chat_hear_each_other() throws IOException {
        try (RawConnection alice = chat("alice")) {
            assertEvent("members", "alice", "alice", alice);
            assertEvent("join", "alice", "", alice);
            try (RawConnection bob = chat("bob")) {
                assertEvent("join", "bob", "", alice);
                assertEvent("members", "bob", "alice\nbob", bob);
                assertEvent("join", "bob", "", bob);

                alice.send(ClientFrames.text("hello \u20ac"));
                assertEvent("message", "alice", "hello \u20ac", alice);
                assertEvent("message", "alice", "hello \u20ac", bob);
                bob.send(ClientFrames.close(1000, ""));
                assertEquals(1000, bob.closeFrame().closeCode());
            }
            assertEvent("leave", "bob", "", alice);
        }
    }

    @Test
    void chat_needs_its_subprotocol() throws IOException {
        Response response = answer(RawRequest.webSocket("/chat"));
        assertEquals(400, response.status());
        assertTrue(response.text().contains("chat.v1"), response.text());
    }

    @Test
    void chat_is_text() throws IOException {
        try (RawConnection connection = chat("carol")) {
            connection.send(ClientFrames.binary((byte) 1));
            assertEquals(1003, connection.closeFrame().closeCode());
        }
    }

    private RawConnection chat(String name) throws IOException {
        RawConnection connection = connect();
        Response response =
                connection.open(
                        RawRequest.webSocket("/chat?name=" + name)
                                .with("Sec-WebSocket-Protocol", "chat.v1"));
        assertEquals("chat.v1", response.line("Sec-WebSocket-Protocol"));
        return connection;
    }

    private static void assertEvent(String type, String from, String text, RawConnection connection)
            throws IOException {
        JsonNode event = JSON.readTree((String) connection.message().content());
        assertEquals(type, event.get("type").textValue());
        assertEquals(from, event.get("from").textValue());
        assertEquals(text, event.get("text").textValue());
    }

    private HttpResponse<String> get(String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(plainServer().resolve(target)).build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void protocol_of_the_application_reverses_lines() throws IOException {
        assumeCapability(Capability.SPEAKS_HTTP_1);
        try (RawConnection connection = connect()) {
            Response switched =
                    connection.exchange(
                            RawRequest.get("/reverse")
                                    .with("Connection", "Upgrade")
                                    .with("Upgrade", "reverse/1.0"));
            assertEquals(101, switched.status());
            assertEquals("reverse/1.0", switched.line("Upgrade"));
            connection.send("Hello\n\nfilter".getBytes(StandardCharsets.US_ASCII));
            connection.send(" upgrade\n".getBytes(StandardCharsets.US_ASCII));
            byte[] expected = "olleH\n\nedargpu retlif\n".getBytes(StandardCharsets.US_ASCII);
            assertArrayEquals(expected, read(connection, expected.length));
        }
        assertEquals(426, answer(RawRequest.get("/reverse")).status());
    }

    private static byte[] read(RawConnection connection, int bytes) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = new byte[bytes];
        while (read.size() < bytes) {
            int count = connection.read(piece);
            assertTrue(count > 0, "the server has closed");
            read.write(piece, 0, count);
        }
        return read.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS"})
    void secure_whoami_is_426_in_clear(String method) throws IOException {
        assumeCapability(Capability.SPEAKS_IN_CLEAR);
        try (RawConnection connection = connect()) {
            Response response =
                    connection.exchange(RawRequest.line(method + " /secure/whoami HTTP/1.1"));
            assertEquals(426, response.status());
            assertEquals("TLS/1.2, HTTP/1.1", response.line("Upgrade"));
            assertTrue(response.hasMember("Connection", "Upgrade"));
            assertEquals("no-store", response.line("Cache-Control"));
            assertEquals(200, connection.exchange(RawRequest.get("/whoami")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "OPTIONS"})
    void secure_whoami_tells_of_tls_to_who_asks_for_it(String method) throws Exception {
        assumeCapability(Capability.SPEAKS_IN_CLEAR);
        try (RawConnection connection = connect()) {
            Response switched = connection.open(askingForTls(method, "/secure/whoami"));
            assertEquals("TLS/1.2, HTTP/1.1", switched.line("Upgrade"));
            RawConnection inside = connection.secured(SampleWar.trusting(), socket -> {});
            Response first = inside.response();
            assertEquals(200, first.status());
            if (method.equals("GET")) {
                assertIsInside(first.text());
            }
            assertIsInside(inside.exchange(RawRequest.get("/secure/whoami")).text());
        }
    }

    @Test
    void elsewhere_only_options_may_ask_for_tls() throws Exception {
        assumeCapability(Capability.SPEAKS_IN_CLEAR);
        assertEquals(200, answer(askingForTls("GET", "/whoami")).status());
        try (RawConnection connection = connect()) {
            connection.open(askingForTls("OPTIONS", "/whoami"));
            RawConnection inside = connection.secured(SampleWar.trusting(), socket -> {});
            assertEquals("", inside.response().text());
            assertIsInside(inside.exchange(RawRequest.get("/whoami")).text());
        }
    }

    @Test
    void apaches_client_comes_to_secure_whoami() throws Exception {
        assumeCapability(Capability.SPEAKS_IN_CLEAR);
        try (CloseableHttpClient client = apache()) {
            for (int i = 0; i < 2; i++) {
                HttpGet get = new HttpGet(server().resolve("/secure/whoami"));
                assertIsInside(client.execute(get, got -> EntityUtils.toString(got.getEntity())));
            }
        }
    }

    private static CloseableHttpClient apache() throws Exception {
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setTlsSocketStrategy(
                                        new DefaultClientTlsStrategy(SampleWar.trusting()))
                                .build())
                .build();
    }

    private static RawRequest askingForTls(String method, String path) {
        return RawRequest.line(method + " " + path + " HTTP/1.1")
                .with("Connection", "Upgrade")
                .with("Upgrade", "TLS/1.2");
    }

    private static void assertIsInside(String whoami) throws IOException {
        JsonNode who = JSON.readTree(whoami);
        assertEquals("https", who.get("scheme").textValue());
        assertTrue(who.get("secure").booleanValue());
        assertTrue(who.get("cipherSuite").textValue().startsWith("TLS_"), whoami);
        assertTrue(who.get("keySize").intValue() >= 128, whoami);
        assertEquals("127.0.0.1", who.get("remoteAddr").textValue());
    }
}
