package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.it.http2.Http2Client.asking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.PlainServlet;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;

/** The upgrade to HTTP/2 (RFC 7540 §3.2), and the stream that it begins with. */
public abstract class H2cUpgradeContract extends ContainerContract {

    private static final int PROTOCOL_ERROR = 1;

    /** More than anybody keeps for a request that is not read yet. */
    private static final int MUCH = 8 << 20;

    private final H2cApplication application = new H2cApplication();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @BeforeEach
    void closeGate() {
        application.closeGate();
    }

    /** The answer on stream 1, of a client that has said all it has to say first. */
    private Http2Answer upgraded(RawRequest asking) throws IOException {
        try (Http2Client client = Http2Client.upgraded(server(), asking)) {
            return client.begin().answer(1);
        }
    }

    private Http2Client open(long... settings) throws IOException {
        Http2Client client = Http2Client.upgraded(server(), asking("GET", "/plain", settings));
        assertEquals(200, client.begin(settings).answer(1).status());
        return client;
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @Test
    void settings_come_first_without_being_asked_for() throws IOException {
        try (Http2Client client = Http2Client.upgraded(server(), asking("GET", "/plain"))) {
            Http2Frame first = client.frame();
            assertEquals(Http2Frame.SETTINGS, first.type());
            assertFalse(first.has(Http2Frame.ACK));
            client.begin();
            assertEquals(200, client.answer(1).status());
        }
    }

    @Test
    void stream_1_answers_what_asked_as_a_request_of_http_2() throws IOException {
        String facts = upgraded(asking("GET", "/facts?a=b%20c").with("X-One", "1")).text();
        assertTrue(facts.contains("protocol = HTTP/2.0\n"), facts);
        assertTrue(facts.contains("query = a=b%20c\n"), facts);
        assertTrue(facts.contains("secure = false\n"), facts);
        assertTrue(facts.contains("header x-one = [1]\n"), facts);
        assertTrue(facts.contains("url = http://example.com/facts\n"), facts);
        for (String hop : List.of("upgrade", "connection", "http2-settings")) {
            assertFalse(facts.contains("header " + hop + " "), facts);
        }
    }

    @Test
    void filters_and_status_are_those_of_any_request() throws IOException {
        Http2Answer answer = upgraded(asking("GET", "/plain"));
        assertEquals("yes", answer.field("stamped"));
        assertEquals("\"plain\"", answer.field("etag"));
        assertEquals(404, upgraded(asking("GET", "/error?status=404")).status());
        Http2Answer head = upgraded(asking("HEAD", "/plain"));
        assertEquals(200, head.status());
        assertEquals(0, head.content().length);
        assertEquals(204, upgraded(asking("GET", "/nothing")).status());
    }

    @Test
    void streams_after_it_have_the_numbers_of_a_client() throws IOException {
        try (Http2Client client = open()) {
            for (int stream = 3; stream < 43; stream += 2) {
                client.request(stream, "GET", "/facts?n=" + stream);
            }
            for (int stream = 41; stream >= 3; stream -= 2) {
                String facts = client.answer(stream).text();
                assertTrue(facts.contains("query = n=" + stream + "\n"), facts);
                assertTrue(facts.contains("protocol = HTTP/2.0\n"), facts);
            }
        }
    }

    @Test
    void a_request_that_asks_and_is_slow_holds_nobody_up() throws IOException {
        try (Http2Client client = Http2Client.upgraded(server(), asking("GET", "/slow"))) {
            client.begin();
            application.awaitSlow();
            for (int stream = 3; stream < 13; stream += 2) {
                assertEquals(200, client.request(stream, "GET", "/plain").answer(stream).status());
            }
            assertFalse(client.hasBegun(1));
            application.openGate();
            assertEquals("slow", client.answer(1).text());
        }
    }

    /** There is too much of it to be read in one turn. */
    @Test
    void what_comes_together_with_a_slow_request_waits_for_nobody() throws IOException {
        byte[] content = random(255 * 256);
        List<Http2Frame> all = new ArrayList<>();
        all.add(Http2Frame.lastHeaders(3, FieldBlock.request("GET", "/slow").bytes()));
        all.add(Http2Frame.headers(5, FieldBlock.request("POST", "/upload").bytes()));
        for (int at = 0; at < content.length; at += 256) {
            all.add(Http2Frame.data(5, Arrays.copyOfRange(content, at, at + 256)));
        }
        all.add(Http2Frame.lastData(5, new byte[0]));
        all.add(Http2Frame.lastHeaders(7, FieldBlock.request("GET", "/plain").bytes()));
        try (Http2Client client = open()) {
            client.send(all.toArray(new Http2Frame[0]));
            assertEquals(200, client.answer(7).status());
            assertEquals(PlainServlet.digest(content), client.answer(5).text());
            assertFalse(client.hasBegun(3));
            application.openGate();
            assertEquals("slow", client.answer(3).text());
        }
    }

    @Test
    void a_list_of_protocols_and_lines_is_read_as_one() throws IOException {
        RawRequest lines =
                asking("GET", "/plain")
                        .replacing("Upgrade", "foo/1", "bar, h2c")
                        .replacing("Connection", "http2-settings", "upgrade");
        assertEquals(200, upgraded(lines).status());
    }

    @Test
    void content_that_asks_as_well_is_delivered() throws IOException {
        byte[] content = random(1000);
        Http2Answer answer = upgraded(asking("POST", "/upload").content(content));
        assertEquals(PlainServlet.digest(content), answer.text());
        assertTrue(
                upgraded(asking("POST", "/facts").content(content))
                        .text()
                        .contains("header content-length = [1000]\n"));
    }

    @Test
    void the_preface_may_follow_content_in_the_same_segment() throws IOException {
        byte[] content = random(1000);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(asking("POST", "/upload").content(content).bytes());
        try (RawConnection connection = connect()) {
            // What is ahead of the 101 is a violation, but a client may well have sent it by then.
            connection.send(all.toByteArray());
            assertEquals(101, connection.response().status());
            Http2Client client = Http2Client.over(connection).begin();
            client.request(3, "GET", "/plain");
            assertEquals(PlainServlet.digest(content), client.answer(1).text());
            assertEquals(200, client.answer(3).status());
        }
    }

    @Test
    void much_content_or_such_of_unknown_length_stays_with_http_1() throws IOException {
        byte[] content = random(MUCH);
        try (RawConnection connection = connect()) {
            RawRequest much = asking("POST", "/upload").content(content);
            Response response = connection.exchange(much);
            assertEquals(200, response.status());
            assertEquals(PlainServlet.digest(content), response.text());

            connection.send(asking("POST", "/upload").with("Transfer-Encoding", "chunked").bytes());
            connection.send("5\r\nhello\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
            response = connection.response();
            assertEquals(200, response.status());
            assertEquals(PlainServlet.digest(hello), response.text());

            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r?",
                "PRI * HTTP/1.1\r\nHost: example.com\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003___________________",
            })
    void what_is_not_the_preface_is_an_error(String instead) throws IOException {
        try (Http2Client client = Http2Client.upgraded(server(), asking("GET", "/plain"))) {
            client.sendBytes(instead.getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(PROTOCOL_ERROR, client.awaitEnd().orElseThrow().errorCode());
        }
    }

    @Test
    void settings_must_follow_the_preface() throws IOException {
        try (Http2Client client = Http2Client.upgraded(server(), asking("GET", "/plain"))) {
            client.sendBytes(Http2Client.PREFACE).send(Http2Frame.ping("too soon"));
            assertEquals(PROTOCOL_ERROR, client.awaitEnd().orElseThrow().errorCode());
        }
    }

    @Test
    void the_preface_may_come_byte_by_byte() throws IOException {
        try (Http2Client client = Http2Client.upgraded(server(), asking("GET", "/plain"))) {
            client.connection().sendSlowly(Http2Client.PREFACE);
            client.connection().sendSlowly(Http2Frame.settings().bytes());
            assertEquals(200, client.answer(1).status());
        }
    }

    @Test
    void a_window_of_0_in_the_request_holds_content_back() throws IOException {
        RawRequest asking = asking("GET", "/plain", 4, 0);
        try (Http2Client client = Http2Client.upgraded(server(), asking)) {
            // Empty settings: what the request has said is still in effect.
            client.begin();
            client.next(Http2Frame.HEADERS);
            assertEquals(0, client.awaitPong().received(1));
            client.send(Http2Frame.windowUpdate(1, 3));
            assertEquals(3, client.next(Http2Frame.DATA).payload().length);
            assertEquals(3, client.awaitPong().received(1));
            client.send(Http2Frame.settings(4, 1000));
            assertEquals(PlainServlet.digest(new byte[0]), said(client.answer(1)));
        }
    }

    private static String said(Http2Answer plain) {
        return plain.text().replaceFirst("^GET ", "").replaceFirst(" REQUEST$", "");
    }

    /** A window that others have used up first becomes negative (RFC 9113 §6.9.2). */
    @Test
    void a_window_that_shrinks_is_made_up_for_first() throws IOException {
        int piece = H2cApplication.piece().length();
        RawRequest asking = asking("GET", "/download?pieces=3", 4, piece);
        try (Http2Client client = Http2Client.upgraded(server(), asking)) {
            client.begin();
            while (client.received(1) < piece) {
                client.frame();
            }
            client.send(Http2Frame.settings(4, 100)).awaitPong();
            client.send(Http2Frame.windowUpdate(1, piece - 100)).awaitPong();
            assertEquals(piece, client.received(1));
            client.send(Http2Frame.windowUpdate(1, 1));
            assertEquals(1, client.next(Http2Frame.DATA).payload().length);
            client.send(Http2Frame.windowUpdate(1, 1 << 20));
            assertEquals(H2cApplication.piece().repeat(3), client.answer(1).text());
        }
    }

    @Test
    void the_window_of_the_connection_is_kept_to_as_well() throws IOException {
        try (Http2Client client = open(4, 1 << 20)) {
            client.request(3, "GET", "/download?pieces=10");
            int window = 65_535 - "GET 0 ".length();
            while (client.received(3) < 60_000) {
                client.frame();
            }
            client.awaitPong();
            assertTrue(client.received(3) <= window, "sent " + client.received(3));
            client.send(Http2Frame.windowUpdate(0, 1 << 20));
            assertEquals(H2cApplication.piece().repeat(10), client.answer(3).text());
        }
    }

    /** Jetty fails a page of its own that has not left when it has written it (12.1.14). */
    @ParameterizedTest
    @CsvSource({"/error?status=409, 409", "/throw, 500", "/nowhere, 404"})
    void an_error_page_waits_for_room(String path, int status) throws IOException {
        try (Http2Client client = open()) {
            client.send(Http2Frame.settings(4, 10));
            client.request(3, "GET", path);
            client.head(3);
            assertEquals(10, client.awaitPong().received(3));
            client.send(Http2Frame.windowUpdate(3, 1 << 20));
            Http2Answer page = client.answer(3);
            assertEquals(status, page.status());
            assertTrue(page.text().endsWith("</html>") || page.text().endsWith("</html>\n"));
        }
    }

    @Test
    void a_client_that_keeps_no_table_is_not_told_to_look_there() throws IOException {
        RawRequest asking = asking("GET", "/plain", 1, 0);
        try (Http2Client client = Http2Client.upgraded(server(), asking).withoutTable()) {
            client.begin(1, 0);
            String etag = client.answer(1).field("etag");
            for (int stream = 3; stream < 9; stream += 2) {
                client.request(stream, "GET", "/plain");
                assertEquals(etag, client.answer(stream).field("etag"));
            }
        }
    }

    @Test
    void trailers_come_and_go() throws IOException {
        try (Http2Client client = open()) {
            byte[] content = random(1000);
            byte[] trailers = FieldBlock.empty().with("x-checksum", "abc").bytes();
            client.send(
                    Http2Frame.headers(3, FieldBlock.request("POST", "/trailers").bytes()),
                    Http2Frame.data(3, content),
                    Http2Frame.lastHeaders(3, trailers));
            Http2Answer answer = client.answer(3);
            assertEquals(PlainServlet.digest(content), answer.text());
            assertEquals("abc", answer.field("x-checksum"));
        }
    }

    /** What no application may ever see, whatever it is part of. */
    @Test
    void pri_is_no_request() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(Http2Client.PREFACE);
            byte[] status = new byte[12];
            int count = connection.read(status);
            String begin = count < 0 ? "" : new String(status, StandardCharsets.US_ASCII);
            assertFalse(begin.startsWith("HTTP/1.1 2"), begin);
        }
        try (Http2Client client = open()) {
            client.request(3, "PRI", "*");
            Http2Frame next = client.frame();
            while (next.type() == Http2Frame.SETTINGS || next.type() == Http2Frame.WINDOW_UPDATE) {
                next = client.frame();
            }
            assertTrue(
                    next.type() == Http2Frame.RST_STREAM
                            || !client.answer(3).field(":status").startsWith("2"),
                    next.toString());
        }
    }

    static Map<String, RawRequest> notTaken() {
        Map<String, RawRequest> requests = new TreeMap<>();
        RawRequest asking = asking("GET", "/facts");
        String settings = Http2Client.settingsValue(4, 65_535);
        requests.put("no settings", asking.without("HTTP2-Settings"));
        requests.put("two settings", asking.replacing("HTTP2-Settings", settings, settings));
        requests.put("a list", asking.replacing("HTTP2-Settings", settings + "," + settings));
        requests.put("no base64", asking.replacing("HTTP2-Settings", "!!!!!!!!"));
        requests.put("padding", asking.replacing("HTTP2-Settings", "AAQAAA=="));
        requests.put("five bytes", asking.replacing("HTTP2-Settings", "AAQAAAA"));
        requests.put(
                "a value that must not be",
                asking.replacing("HTTP2-Settings", Http2Client.settingsValue(2, 2)));
        requests.put(
                "a window that must not be",
                asking.replacing("HTTP2-Settings", Http2Client.settingsValue(4, 1L << 31)));
        requests.put("not named by Connection", asking.replacing("Connection", "Upgrade"));
        requests.put("h2", asking.replacing("Upgrade", "h2"));
        requests.put("a version", asking.replacing("Upgrade", "h2c/2"));
        requests.put("Via", asking.with("Via", "1.1 proxy.example"));
        requests.put("Forwarded", asking.with("Forwarded", "for=192.0.2.1"));
        requests.put("X-Forwarded-For", asking.with("X-Forwarded-For", "192.0.2.1"));
        return requests;
    }

    static Stream<String> namesOfNotTaken() {
        return notTaken().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("namesOfNotTaken")
    void what_is_not_in_order_is_answered_as_if_it_had_not_asked(String name) throws IOException {
        try (RawConnection connection = connect()) {
            Response response = connection.exchange(notTaken().get(name));
            assertEquals(200, response.status());
            assertTrue(response.text().contains("protocol = HTTP/1.1\n"), response.text());
            assertEquals(List.of(), response.lines("HTTP2-Settings"));
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void who_comes_from_elsewhere_is_not_let() throws IOException {
        assertEquals(200, answer(asking("GET", "/elsewhere/plain")).status());
    }

    @Test
    void who_comes_through_a_proxy_is_let_where_a_rule_says_so() throws IOException {
        RawRequest proxied = asking("GET", "/proxied/plain").with("Via", "1.1 proxy.example");
        assertEquals(200, upgraded(proxied).status());
    }

    @Test
    void nobody_is_upgraded_within_tls() throws IOException {
        RawRequest tls =
                RawRequest.line("OPTIONS /tls/plain HTTP/1.1")
                        .replacing("Host", "127.0.0.1")
                        .with("Connection", "Upgrade")
                        .with("Upgrade", "TLS/1.2");
        try (RawConnection connection = connect()) {
            connection.open(tls);
            RawConnection inside = connection.secured(socket -> {});
            assertEquals(200, inside.response().status());
            Response response =
                    inside.exchange(asking("GET", "/facts").replacing("Host", "127.0.0.1"));
            assertEquals(200, response.status());
            assertTrue(response.text().contains("protocol = HTTP/1.1\n"), response.text());
        }
    }
}
