package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.GuardedApplication;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.TestUser;

/**
 * Over HTTP/2 nobody gets what is refused over HTTP/1.1: by the container's constraints, and by the
 * rules of the filter; and no application can say more than it could there.
 */
public abstract class H2cGuardContract extends ContainerContract {

    private static final String STRANGER = "";

    private static final int PROTOCOL_ERROR = 1;

    /** What stands for a stream that was reset as malformed. */
    private static final int BAD_REQUEST = 400;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.startWithLogin(new GuardedApplication());
    }

    private Http2Client open() throws IOException {
        Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain")).begin();
        assertEquals(200, client.answer(1).status());
        return client;
    }

    /** The status over HTTP/1.1. */
    private int status(RawRequest request, String credentials) throws IOException {
        RawRequest asking =
                credentials.isEmpty() ? request : request.with("Authorization", credentials);
        try (RawConnection connection = connect()) {
            return connection.exchange(asking).status();
        } catch (EOFException closed) {
            return BAD_REQUEST;
        }
    }

    private static int status(Http2Client client, int stream, FieldBlock fields, String credentials)
            throws IOException {
        FieldBlock asking =
                credentials.isEmpty() ? fields : fields.with("authorization", credentials);
        client.send(Http2Frame.lastHeaders(stream, asking.bytes()));
        return status(client, stream);
    }

    private static int status(Http2Client client, int stream) throws IOException {
        while (!client.hasBegun(stream)) {
            Http2Frame frame = client.frame();
            if (frame.type() == Http2Frame.RST_STREAM && frame.stream() == stream) {
                assertEquals(PROTOCOL_ERROR, frame.errorCode());
                return BAD_REQUEST;
            }
            assertNotEquals(Http2Frame.GOAWAY, frame.type(), frame::toString);
        }
        return client.head(stream).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/plain",
                "/member",
                "/member/plain",
                "/member/plain?a=b",
                "/member/plain;a=b",
                "/member;a=b/plain",
                "/;/member/plain",
                "/%6Dember/plain",
                "/member/%70lain",
                "/member%2Fplain",
                "/member%252Fplain",
                "/member%5Cplain",
                "/member/./plain",
                "/./member/plain",
                "/open/../member/plain",
                "/open/%2E%2E/member/plain",
                "/open/%2e%2e%2fmember/plain",
                "/open/..;/member/plain",
                "/open/.%2e/member/plain",
                "/../member/plain",
                "/%2e%2e/member/plain",
                "//member/plain",
                "///member/plain",
                "//example.com/member/plain",
                "/member//plain",
                "/member/plain/",
                "/member/plain%00",
                "/member/plain%0d%0a",
                "/member/plain%",
                "/member/plain%zz",
                "/member%c0%afplain",
                "/%c0%ae%c0%ae/member/plain",
                "/member\\plain",
                "/MEMBER/plain",
                "/member/plain#x",
                "/mem ber/plain",
                "/member/plain HTTP/1.1",
                "/member/{plain}",
                "/member/\u00e4",
                "*",
                "member/plain",
                "http://example.com/member/plain",
                "https://example.com/member/plain",
                "example.com:80",
            })
    void no_spelling_of_a_path_gets_more_than_over_http_1(String path) throws IOException {
        int stream = 3;
        try (Http2Client client = open()) {
            for (String credentials :
                    List.of(STRANGER, TestUser.BOB.credentials(), TestUser.ALICE.credentials())) {
                for (String method : List.of("GET", "OPTIONS")) {
                    int before =
                            status(RawRequest.line(method + " " + path + " HTTP/1.1"), credentials);
                    int now = status(client, stream, FieldBlock.request(method, path), credentials);
                    assertTrue(
                            now == before || now == BAD_REQUEST,
                            () -> method + " is " + now + " instead of " + before);
                    stream += 2;
                }
            }
        }
    }

    /** A user who has asked for the upgrade is not who asks for the rest. */
    @Test
    void each_stream_has_its_own_credentials() throws IOException {
        String alice = TestUser.ALICE.credentials();
        RawRequest asking = Http2Client.asking("GET", "/member/plain").with("Authorization", alice);
        try (Http2Client client = Http2Client.upgraded(server(), asking).begin()) {
            assertEquals(200, client.answer(1).status());
            FieldBlock request = FieldBlock.request("GET", "/member/plain");
            assertEquals(401, status(client, 3, request, STRANGER));
            assertEquals(403, status(client, 5, request, TestUser.BOB.credentials()));
            assertEquals(200, status(client, 7, request, alice));
            assertEquals(401, status(client, 9, request, STRANGER));
        }
    }

    @Test
    void who_may_not_have_the_resource_is_not_upgraded_by_asking_for_it() throws IOException {
        RawRequest asking = Http2Client.asking("GET", "/member/plain");
        assertEquals(401, answer(asking).status());
        RawRequest bob = asking.with("Authorization", TestUser.BOB.credentials());
        assertEquals(403, answer(bob).status());
    }

    static Map<String, Map<String, String>> handshakes() {
        Map<String, Map<String, String>> handshakes = new LinkedHashMap<>();
        handshakes.put("nothing else", Map.of());
        handshakes.put("same origin", Map.of("origin", "http://example.com"));
        handshakes.put("another origin", Map.of("origin", "http://evil.example"));
        handshakes.put("another port", Map.of("origin", "http://example.com:81"));
        handshakes.put("another scheme", Map.of("origin", "https://example.com"));
        handshakes.put("good origin", Map.of("origin", "https://good.example"));
        handshakes.put("like a good one", Map.of("origin", "https://good.example.evil.example"));
        handshakes.put("no origin of anybody", Map.of("origin", "null"));
        handshakes.put("two in one", Map.of("origin", "https://good.example, http://evil.example"));
        handshakes.put("empty", Map.of("origin", ""));
        handshakes.put("Via", Map.of("via", "1.1 proxy.example"));
        handshakes.put("Forwarded", Map.of("forwarded", "for=10.0.0.1;host=good.example"));
        handshakes.put("X-Forwarded-For", Map.of("x-forwarded-for", "10.0.0.1"));
        handshakes.put("X-Forwarded-Host", Map.of("x-forwarded-host", "good.example"));
        handshakes.put("old version", Map.of("sec-websocket-version", "8"));
        return handshakes;
    }

    static List<String> namesOfHandshakes() {
        return List.copyOf(handshakes().keySet());
    }

    @ParameterizedTest
    @MethodSource("namesOfHandshakes")
    void a_websocket_is_judged_as_over_http_1(String name) throws IOException {
        Map<String, String> fields = handshakes().get(name);
        int stream = 3;
        try (Http2Client client = open()) {
            for (String path :
                    List.of(
                            "/member/socket",
                            "/socket/same",
                            "/socket/good",
                            "/socket/user",
                            "/socket/role",
                            "/socket/direct",
                            "/socket/host",
                            "/socket/elsewhere",
                            "/socket/denied",
                            "/socket/ignored",
                            "/socket/of-nobody")) {
                for (String credentials :
                        List.of(
                                STRANGER,
                                TestUser.BOB.credentials(),
                                TestUser.ALICE.credentials())) {
                    int before = overHttp1(path, fields, credentials);
                    int now = overHttp2(client, stream, path, fields, credentials);
                    assertEquals(before, now, path + " for " + credentials);
                    stream += 2;
                }
            }
        }
    }

    private int overHttp1(String path, Map<String, String> fields, String credentials)
            throws IOException {
        RawRequest handshake = RawRequest.webSocket(path);
        for (Map.Entry<String, String> field : fields.entrySet()) {
            handshake = handshake.without(field.getKey()).with(field.getKey(), field.getValue());
        }
        int status = status(handshake, credentials);
        return status == 101 ? 200 : isPlain(status) ? 501 : status;
    }

    /** Who ignores the offer answers as a resource, which a CONNECT has none of. */
    private static boolean isPlain(int status) {
        return status == 200;
    }

    private static int overHttp2(
            Http2Client client,
            int stream,
            String path,
            Map<String, String> fields,
            String credentials)
            throws IOException {
        FieldBlock handshake = connect(path);
        if (!fields.containsKey("sec-websocket-version")) {
            handshake = handshake.with("sec-websocket-version", "13");
        }
        for (Map.Entry<String, String> field : fields.entrySet()) {
            handshake = handshake.with(field.getKey(), field.getValue());
        }
        if (!credentials.isEmpty()) {
            handshake = handshake.with("authorization", credentials);
        }
        client.send(Http2Frame.headers(stream, handshake.bytes()));
        int status = status(client, stream);
        client.send(Http2Frame.reset(stream, 8));
        return status;
    }

    private static FieldBlock connect(String path) {
        return FieldBlock.empty()
                .with(":method", "CONNECT")
                .with(":protocol", "websocket")
                .with(":scheme", "http")
                .with(":authority", "example.com")
                .with(":path", path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/member/socket;a=b",
                "/%6Dember/socket",
                "/member%2Fsocket",
                "/open/../member/socket",
                "/open/%2E%2E/member/socket",
                "/open/..;/member/socket",
                "//member/socket",
                "/member/socket/",
                "/member/socket%00",
                "/MEMBER/socket",
                "http://example.com/member/socket",
                "*",
                "/socket/good/../role",
                "/socket/good;/..;/role",
                "/socket/%64enied",
                "/socket//denied",
                "/socket/denied;x",
            })
    void no_spelling_of_a_path_opens_a_websocket_for_a_stranger(String path) throws IOException {
        try (Http2Client client = open()) {
            FieldBlock handshake =
                    connect(path)
                            .with("sec-websocket-version", "13")
                            .with("origin", "https://good.example");
            client.send(Http2Frame.headers(3, handshake.bytes()));
            assertTrue(status(client, 3) >= 400);
        }
    }

    /** What a client says of itself beside the connection is a field and nothing else. */
    @Test
    void forwarded_fields_change_nothing_of_the_request() throws IOException {
        try (Http2Client client = open()) {
            FieldBlock request =
                    FieldBlock.request("GET", "/facts")
                            .with("x-forwarded-proto", "https")
                            .with("x-forwarded-host", "evil.example")
                            .with("x-forwarded-for", "10.0.0.1")
                            .with("x-http-method-override", "DELETE")
                            .with("http2-settings", "AAMAAABkAAQAAP__");
            client.send(Http2Frame.lastHeaders(3, request.bytes()));
            String facts = client.answer(3).text();
            assertTrue(facts.contains("secure = false\n"), facts);
            assertTrue(facts.contains("remote = 127.0.0.1:"), facts);
            assertTrue(facts.contains("url = http://example.com/facts\n"), facts);
            assertTrue(facts.contains("method = GET\n"), facts);
        }
    }

    /** Not even where a connection of TLS is claimed may anything be had. */
    @Test
    void another_scheme_is_misdirected() throws IOException {
        try (Http2Client client = open()) {
            FieldBlock request =
                    FieldBlock.empty()
                            .with(":method", "GET")
                            .with(":scheme", "https")
                            .with(":authority", "example.com")
                            .with(":path", "/plain");
            assertEquals(421, status(client, 3, request, STRANGER));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "transfer-encoding, chunked",
        "connection,        close",
        "upgrade,           websocket",
        ":path,             /member/plain",
        "X-Upper,           x",
    })
    void trailers_that_must_not_be_reach_nobody(String name, String value) throws IOException {
        try (Http2Client client = open()) {
            client.send(
                    Http2Frame.headers(3, FieldBlock.request("POST", "/upload").bytes()),
                    Http2Frame.data(3, new byte[10]),
                    Http2Frame.lastHeaders(3, FieldBlock.empty().with(name, value).bytes()));
            assertEquals(BAD_REQUEST, status(client, 3));
            assertEquals(200, client.request(5, "GET", "/plain").answer(5).status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nset-cookie: evil=1",
                "a\nset-cookie: evil=1",
                "a\rset-cookie: evil=1",
                "a\0b",
                "a\u007fb",
                "a\u0001b",
                " a ",
                "\u560d\u560aset-cookie: evil=1",
            })
    void no_value_of_an_application_splits_a_response(String value) throws IOException {
        for (String trailer : List.of("", "&trailer")) {
            try (Http2Client client = open()) {
                client.request(3, "GET", say("x-said", value) + trailer);
                // A value that nobody can send may cut the response off.
                if (client.hasEndedWell(3)) {
                    Http2Answer said = client.answer(3);
                    assertEquals(List.of(), said.fields("set-cookie"));
                    for (String line : said.fields("x-said")) {
                        assertFalse(line.matches("(?s).*[\\x00\\r\\n].*"), line);
                        assertEquals(line.strip(), line);
                    }
                }
                assertEquals(200, client.request(5, "GET", "/plain").answer(5).status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":status",
                ":path",
                "connection",
                "Keep-Alive",
                "Transfer-Encoding",
                "Upgrade",
                "http2-settings",
                "x y",
                "x:y",
                "x\r\ny",
            })
    void no_name_of_an_application_means_anything_else(String name) throws IOException {
        for (String trailer : List.of("", "&trailer")) {
            try (Http2Client client = open()) {
                client.request(3, "GET", say(name, "500") + trailer);
                if (client.hasEndedWell(3)) {
                    Http2Answer said = client.answer(3);
                    assertEquals(1, said.fields(":status").size());
                    assertFalse(said.hasAny(name) && !name.equals(":status"), name);
                }
                assertEquals(200, client.request(5, "GET", "/plain").answer(5).status());
            }
        }
    }

    private static String say(String name, String value) {
        return "/say?name="
                + URLEncoder.encode(name, StandardCharsets.UTF_8)
                + "&value="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
