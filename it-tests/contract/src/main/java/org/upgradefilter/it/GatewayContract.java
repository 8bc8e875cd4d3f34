package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.upgradefilter.http.ProtocolToken;

/**
 * Requests that come by an upgraded connection are answered by the web application as those of a
 * connector are: by its filters and servlets, with everything the Servlet API has.
 */
public abstract class GatewayContract extends ContainerContract {

    /** More than any container here has workers. */
    private static final int SLOW_CLIENTS = 300;

    private final GatewayWitness witness = new GatewayWitness();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.startWithLogin(new GatewayApplication(witness));
    }

    @BeforeEach
    void forget() {
        witness.reset();
    }

    /** A connection that was switched, and speaks HTTP/1.1 again. */
    private RawConnection again(ProtocolToken protocol) throws IOException {
        RawConnection connection = connect();
        connection.open(
                RawRequest.get(GatewayApplication.SWITCH)
                        .with("Connection", "Upgrade")
                        .with("Upgrade", protocol.name()));
        return connection;
    }

    private RawConnection again() throws IOException {
        return again(HttpAgain.IN_CLEAR);
    }

    /** The answer to a request on a connection of its own. */
    private Response answered(RawRequest request) throws IOException {
        try (RawConnection connection = again()) {
            return connection.exchange(request);
        }
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static RawRequest post(String target) {
        return RawRequest.line("POST " + target + " HTTP/1.1");
    }

    private static String fact(Response facts, String name) {
        return facts.text()
                .lines()
                .filter(line -> line.startsWith(name + " = "))
                .map(line -> line.substring(name.length() + 3))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + facts));
    }

    @Test
    void servlet_answers_behind_the_filters() throws IOException {
        Response response = answered(RawRequest.get("/plain"));
        assertEquals(200, response.status());
        assertEquals(PlainServlet.said("GET", new byte[0]) + " REQUEST", response.text());
        assertEquals("REQUEST", response.line("Stamped"));
        assertEquals("\"plain\"", response.line("ETag"));
        assertEquals(1, response.lines("Date").size());
    }

    @Test
    void requests_of_a_connection_are_answered_in_turn() throws IOException {
        try (RawConnection connection = again()) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
                assertEquals(404, connection.exchange(RawRequest.get("/nowhere")).status());
            }
            byte[] get = RawRequest.get("/facts?n=1").bytes();
            byte[] another = RawRequest.get("/facts?n=2").bytes();
            connection.send(ClientFrames.join(get, another));
            assertEquals("n=1", fact(connection.response(), "query"));
            assertEquals("n=2", fact(connection.response(), "query"));
        }
    }

    /** A container uses for many requests, one after another, what it keeps one in. */
    @Test
    void request_knows_nothing_of_those_before_it() throws IOException {
        RawRequest first = RawRequest.get("/facts");
        try (RawConnection connection = again();
                RawConnection secure = again(HttpAgain.WITHIN_TLS)) {
            Response before = connection.exchange(first);
            byte[] form = "a=1&b=2".getBytes(StandardCharsets.US_ASCII);
            secure.exchange(
                    post("/parameters?c=3")
                            .with("Content-Type", "application/x-www-form-urlencoded")
                            .content(form));
            secure.exchange(RawRequest.get("/session"));
            secure.exchange(RawRequest.get("/facts?n=1").with("Cookie", "a=b").with("X-One", "a"));
            secure.exchange(RawRequest.get("/error"));
            answered(RawRequest.get("/throw"));
            for (int i = 0; i < 5; i++) {
                Response after = connection.exchange(first);
                assertEquals(before.text(), after.text());
                assertEquals(200, after.status());
                assertEquals(before.lines("Set-Cookie"), after.lines("Set-Cookie"));
                assertEquals(before.lines("Content-Type"), after.lines("Content-Type"));
                assertEquals("", connection.exchange(RawRequest.get("/parameters")).text());
            }
        }
    }

    @Test
    void application_is_told_the_addresses_of_both_ends() throws IOException {
        try (RawConnection connection = again()) {
            Response facts = connection.exchange(RawRequest.get("/facts"));
            assertEquals("127.0.0.1:" + connection.localPort(), fact(facts, "remote"));
            assertEquals("127.0.0.1:" + server().getPort(), fact(facts, "local"));
        }
    }

    @Test
    void connection_keeps_its_name() throws IOException {
        try (RawConnection first = again();
                RawConnection second = again()) {
            String name = fact(first.exchange(RawRequest.get("/facts")), "connection");
            assertEquals(name, fact(first.exchange(RawRequest.get("/facts")), "connection"));
            assertNotEquals(name, fact(second.exchange(RawRequest.get("/facts")), "connection"));
        }
    }

    @Test
    void request_in_clear_is_not_secure() throws IOException {
        Response facts =
                answered(RawRequest.get("/facts?a=b%20c").replacing("Host", "example.com:81"));
        assertEquals("GET", fact(facts, "method"));
        assertEquals("HTTP/1.1", fact(facts, "protocol"));
        assertEquals("http://example.com:81/facts", fact(facts, "url"));
        assertEquals("a=b%20c", fact(facts, "query"));
        assertEquals("example.com:81", fact(facts, "server"));
        assertEquals("http", fact(facts, "scheme"));
        assertEquals("false", fact(facts, "secure"));
        assertEquals("false", fact(facts, "connection-secure"));
        assertEquals("null", fact(facts, "cipher"));
    }

    @Test
    void request_within_tls_is_secure() throws IOException {
        try (RawConnection connection = again(HttpAgain.WITHIN_TLS)) {
            Response facts = connection.exchange(RawRequest.get("/facts"));
            assertEquals("https", fact(facts, "scheme"));
            assertEquals("true", fact(facts, "secure"));
            assertEquals("true", fact(facts, "connection-secure"));
            assertEquals("https://example.com/facts", fact(facts, "url"));
            assertEquals("example.com:443", fact(facts, "server"));
            assertEquals(HttpAgain.TLS.cipherSuite(), fact(facts, "cipher"));
            assertEquals("128", fact(facts, "bits"));
            assertEquals(HttpAgain.TLS.sessionId(), fact(facts, "tls-session"));
        }
    }

    @Test
    void exchange_is_an_attribute_of_the_request() throws IOException {
        assertEquals("true", fact(answered(RawRequest.get("/facts")), "exchange"));
        assertEquals("false", fact(answer(RawRequest.get("/facts")), "exchange"));
    }

    @Test
    void fields_arrive_as_they_were_sent() throws IOException {
        RawRequest request =
                RawRequest.get("/facts").with("X-One", "a, b").with("X-One", "caf\u00e9");
        assertEquals("[a, b, caf\u00e9]", fact(answered(request), "header x-one"));
    }

    @Test
    void content_of_a_known_length_is_read() throws IOException {
        for (int length : new int[] {0, 1, 8192, 1 << 20}) {
            byte[] content = random(length);
            Response response = answered(post("/plain").content(content));
            assertEquals(PlainServlet.said("POST", content) + " REQUEST", response.text());
        }
    }

    @Test
    void content_in_chunks_is_read_and_trailers_go_both_ways() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(post("/trailers").with("Transfer-Encoding", "chunked"));
            connection.send("5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.send("0\r\nChecksum: 42\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Response response = connection.response();
            byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
            assertEquals(PlainServlet.digest(hello), response.text());
            assertEquals(
                    List.of("checksum: 42"),
                    connection.trailers().stream()
                            .map(
                                    trailer ->
                                            trailer.name().toLowerCase(Locale.ROOT)
                                                    + ": "
                                                    + trailer.value())
                            .toList());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void parameters_of_query_and_form_are_read() throws IOException {
        byte[] form = "b=%C3%BC&c=3".getBytes(StandardCharsets.US_ASCII);
        RawRequest request =
                post("/parameters?a=1")
                        .with("Content-Type", "application/x-www-form-urlencoded")
                        .content(form);
        assertEquals("a=1\nb=\u00fc\nc=3\n", answered(request).text());
    }

    @Test
    void parts_of_multipart_content_are_read() throws IOException {
        byte[] file = random(300_000);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(
                "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        content.writeBytes(file);
        content.writeBytes("\r\n--limit--\r\n".getBytes(StandardCharsets.US_ASCII));
        RawRequest request =
                post("/multipart")
                        .with("Content-Type", "multipart/form-data; boundary=limit")
                        .content(content.toByteArray());
        assertEquals("file " + PlainServlet.digest(file), answered(request).text().strip());
    }

    @Test
    void session_lasts_and_its_cookie_is_secure_within_tls_only() throws IOException {
        String inClear = visit(HttpAgain.IN_CLEAR);
        assertFalse(inClear.contains("; Secure"), inClear);
        String withinTls = visit(HttpAgain.WITHIN_TLS);
        assertTrue(withinTls.contains("; Secure"), withinTls);
    }

    private String visit(ProtocolToken protocol) throws IOException {
        try (RawConnection connection = again(protocol)) {
            Response first = connection.exchange(RawRequest.get("/session"));
            assertEquals("1", first.text());
            String cookie = first.line("Set-Cookie");
            String id = cookie.substring(0, cookie.indexOf(';'));
            RawRequest next = RawRequest.get("/session").with("Cookie", id);
            assertEquals("2", connection.exchange(next).text());
            // It is the application's, whichever way the request came.
            assertEquals("3", answer(next).text());
            return cookie;
        }
    }

    @Test
    void head_has_the_fields_of_get_and_no_content() throws IOException {
        try (RawConnection connection = again()) {
            Response head = connection.exchange(RawRequest.line("HEAD /plain HTTP/1.1"));
            Response get = connection.exchange(RawRequest.get("/plain"));
            assertEquals(200, head.status());
            assertEquals(
                    get.names().contains("content-length"),
                    head.names().contains("content-length"));
            assertEquals("\"plain\"", head.line("ETag"));
            assertEquals(204, connection.exchange(RawRequest.get("/nothing")).status());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void redirect_goes_where_the_request_came_from() throws IOException {
        try (RawConnection connection = again(HttpAgain.WITHIN_TLS)) {
            Response response = connection.exchange(RawRequest.get("/redirect"));
            assertEquals(302, response.status());
            String location = response.line("Location");
            URI target = URI.create("https://example.com/redirect").resolve(location);
            assertEquals("https://example.com/plain?from=r", target.toString());
        }
    }

    @Test
    void forward_stays_inside() throws IOException {
        assertTrue(answered(RawRequest.get("/forward")).text().endsWith(" FORWARD"));
    }

    @Test
    void errors_have_their_pages() throws IOException {
        Response response = answered(RawRequest.get("/error?status=" + Container.STATUS_WITH_PAGE));
        assertEquals(Container.STATUS_WITH_PAGE, response.status());
        assertEquals("the page for " + Container.STATUS_WITH_PAGE, response.text());
        assertEquals(409, answered(RawRequest.get("/error?status=409")).status());
        assertEquals(404, answered(RawRequest.get("/nowhere")).status());
    }

    @Test
    void what_a_servlet_throws_is_500() throws IOException {
        try (RawConnection connection = again()) {
            assertEquals(500, connection.exchange(RawRequest.get("/throw")).status());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void what_is_thrown_in_mid_response_cuts_it_off() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/throw-late"));
            assertTrue(endsEarly(connection));
        }
    }

    /** True if the response under way has no end. */
    private static boolean endsEarly(RawConnection connection) throws IOException {
        try {
            Response response = connection.response();
            throw new AssertionError("a response without an end expected, not\n" + response);
        } catch (EOFException e) {
            return true;
        }
    }

    @Test
    void content_length_of_the_application_is_kept() throws IOException {
        assertEquals("01234", answered(RawRequest.get("/length?n=5")).text());
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/length?n=3"));
            assertTrue(fails(connection));
        }
    }

    /** True if the response under way has no end, or tells of an error. */
    private static boolean fails(RawConnection connection) throws IOException {
        try {
            return connection.response().status() == 500;
        } catch (EOFException e) {
            return true;
        }
    }

    @Test
    void hints_come_before_the_response() throws IOException {
        try (RawConnection connection = again()) {
            Response hints = connection.exchange(RawRequest.get("/hints"));
            assertEquals(103, hints.status());
            assertEquals("</style.css>; rel=preload", hints.line("Link"));
            assertEquals("hinted", connection.response().text());
        }
    }

    @Test
    void expected_content_is_asked_for_when_it_is_read() throws IOException {
        byte[] content = random(5000);
        try (RawConnection connection = again()) {
            connection.send(
                    post("/upload").with("Expect", "100-continue").with("Content-Length", "5000"));
            assertEquals(100, connection.response().status());
            connection.send(content);
            assertEquals(PlainServlet.digest(content), connection.response().text());
        }
        try (RawConnection connection = again()) {
            connection.send(
                    post("/upload?unread=true")
                            .with("Expect", "100-continue")
                            .with("Content-Length", "5000"));
            assertEquals(413, connection.response().status());
        }
    }

    @Test
    void confidential_is_what_comes_within_tls() throws IOException {
        assumeCapability(Capability.GUARDS_BY_THE_API);
        try (RawConnection connection = again(HttpAgain.WITHIN_TLS)) {
            assertEquals(200, connection.exchange(RawRequest.get("/confidential")).status());
        }
        assertTrue(answered(RawRequest.get("/confidential")).status() >= 300);
    }

    @Test
    void constraints_of_the_container_hold() throws IOException {
        RawRequest guarded = RawRequest.get("/member/name");
        try (RawConnection connection = again()) {
            Response challenge = connection.exchange(guarded);
            assertEquals(401, challenge.status());
            assertTrue(challenge.line("WWW-Authenticate").startsWith("Basic "));
            RawRequest bob = guarded.with("Authorization", TestUser.BOB.credentials());
            assertEquals(403, connection.exchange(bob).status());
            RawRequest alice = guarded.with("Authorization", TestUser.ALICE.credentials());
            assertEquals("alice", connection.exchange(alice).text());
            assertEquals(401, connection.exchange(guarded).status());
        }
    }

    @Test
    void asynchronous_servlet_completes() throws IOException {
        try (RawConnection connection = again()) {
            for (int i = 0; i < 20; i++) {
                assertEquals("completed later", text(connection, "/async/complete"));
                assertEquals("completed at once", text(connection, "/async/at-once"));
            }
            witness.await("complete onComplete");
            connection.send(RawRequest.get("/async/thread"));
            witness.await("waiting");
            witness.openGate();
            assertEquals("completed elsewhere", connection.response().text());
        }
    }

    private static String text(RawConnection connection, String target) throws IOException {
        return connection.exchange(RawRequest.get(target)).text();
    }

    @Test
    void asynchronous_servlet_dispatches() throws IOException {
        try (RawConnection connection = again()) {
            for (int i = 0; i < 20; i++) {
                Response response = connection.exchange(RawRequest.get("/async/dispatch"));
                assertTrue(response.text().endsWith(" ASYNC"), response::toString);
                assertEquals(List.of("REQUEST", "ASYNC"), response.lines("Stamped"));
                assertEquals("again completed later", text(connection, "/async/twice"));
            }
        }
    }

    @Test
    void asynchronous_servlet_times_out() throws IOException {
        try (RawConnection connection = again()) {
            assertEquals(500, connection.exchange(RawRequest.get("/async/timeout")).status());
            witness.await("timeout onTimeout");
            witness.await("timeout onComplete");
            assertEquals("too late", text(connection, "/async/timeout-answered"));
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void what_an_asynchronous_servlet_throws_is_500() throws IOException {
        try (RawConnection connection = again()) {
            assertEquals(500, connection.exchange(RawRequest.get("/async/throw")).status());
            witness.await("throw onError");
            witness.await("throw onComplete");
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void event_is_sent_when_it_is_flushed() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/stream/events"));
            for (String line = connection.readLine();
                    !line.equals("data: first");
                    line = connection.readLine()) {
                assertFalse(line.contains("second"), line);
            }
            witness.openGate();
            for (String line = connection.readLine();
                    !line.equals("data: second");
                    line = connection.readLine()) {
                assertFalse(line.contains("first"), line);
            }
        }
    }

    @Test
    void large_response_of_a_blocking_writer_arrives() throws IOException {
        assertArrayEquals(
                StreamingServlets.large(), answered(RawRequest.get("/stream/send")).content());
        witness.await("all sent");
    }

    @Test
    void large_response_of_a_listener_arrives_as_there_is_room() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/stream/listener-send"));
            witness.await("no room");
            assertArrayEquals(StreamingServlets.large(), connection.response().content());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void client_that_does_not_read_stops_a_blocking_writer() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/stream/send"));
            // Everybody else is still served.
            assertEquals(200, answered(RawRequest.get("/plain")).status());
            assertFalse(witness.hasHeard("all sent"));
            assertArrayEquals(StreamingServlets.large(), connection.response().content());
        }
    }

    @Test
    void content_reaches_a_blocking_reader_as_it_comes() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(post("/stream/echo").with("Content-Length", "6"));
            connection.send((byte) 'a', (byte) 'b', (byte) 'c');
            for (String line = connection.readLine(); !line.isEmpty(); ) {
                line = connection.readLine();
            }
            assertEquals("0003", connection.readLine());
            assertEquals("abc", connection.readLine());
            connection.send((byte) 'd', (byte) 'e', (byte) 'f');
            assertEquals("0003", connection.readLine());
            assertEquals("def", connection.readLine());
            assertEquals("0", connection.readLine());
        }
    }

    /** Those who wait keep a worker each, and others must bring what they wait for. */
    @Test
    void more_clients_than_workers_may_be_slow() throws IOException {
        List<RawConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                RawConnection connection = again();
                connections.add(connection);
                connection.send(post("/upload").with("Content-Length", "6"));
                connection.send((byte) 'a', (byte) 'b', (byte) 'c');
            }
            byte[] content = "abcdef".getBytes(StandardCharsets.US_ASCII);
            for (RawConnection connection : connections) {
                connection.send((byte) 'd', (byte) 'e', (byte) 'f');
            }
            for (RawConnection connection : connections) {
                assertEquals(PlainServlet.digest(content), connection.response().text());
            }
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void content_reaches_a_listener_as_it_comes() throws IOException {
        byte[] content = random(200_000);
        try (RawConnection connection = again()) {
            connection.send(post("/stream/listener-read").with("Content-Length", "200000"));
            for (int sent = 0; sent < content.length; sent += 20_000) {
                connection.send(Arrays.copyOfRange(content, sent, sent + 20_000));
            }
            assertEquals(PlainServlet.digest(content), connection.response().text());
            connection.send(post("/stream/listener-read").with("Transfer-Encoding", "chunked"));
            connection.sendSlowly("3\r\nabc\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
            assertEquals(PlainServlet.digest(abc), connection.response().text());
            Response none = connection.exchange(post("/stream/listener-read").content(new byte[0]));
            assertEquals(PlainServlet.digest(new byte[0]), none.text());
        }
    }

    @Test
    void listeners_echo_what_is_larger_than_all_buffers() throws Exception {
        byte[] content = random(StreamingServlets.LARGE);
        try (RawConnection connection = again()) {
            Thread sending =
                    new Thread(
                            () -> {
                                try {
                                    connection.send(post("/stream/listener-echo").content(content));
                                } catch (IOException e) {
                                    witness.tell("could not send " + e);
                                }
                            });
            sending.start();
            witness.await("echo has no room");
            assertArrayEquals(content, connection.response().content());
            sending.join();
        }
    }

    @Test
    void blocking_writer_hears_that_the_client_has_gone() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/stream/send"));
            connection.readLine();
            connection.reset();
        }
        witness.await("send failed");
    }

    @Test
    void asynchronous_servlet_hears_that_the_client_has_gone() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/async/ticks"));
            connection.readLine();
            connection.reset();
        }
        witness.await("ticks failed");
        assumeCapability(Capability.TELLS_LISTENERS_OF_A_FAILED_WRITE);
        witness.await("ticks onError");
        witness.await("ticks onComplete");
    }

    @Test
    void listener_hears_that_the_client_has_gone() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/stream/listener-send"));
            witness.await("no room");
            connection.reset();
        }
        witness.await("sender onError");
    }

    @Test
    void reading_listener_hears_that_the_client_has_gone() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(post("/stream/listener-read").with("Content-Length", "9"));
            connection.send((byte) 'a');
            connection.reset();
        }
        witness.await("collector onError");
    }

    @Test
    void servlet_may_switch_again() throws IOException {
        try (RawConnection connection = again()) {
            Response response =
                    connection.exchange(
                            RawRequest.get("/switch-again")
                                    .with("Connection", "Upgrade")
                                    .with("Upgrade", "raw-echo"));
            assertEquals(101, response.status());
            assertEquals("raw-echo", response.line("Upgrade"));
            assertTrue(response.hasMember("Connection", "Upgrade"));
            assertTrue(response.lines("Content-Length").isEmpty());
            connection.send("is it raw?\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("is it raw?", connection.readLine());
        }
    }

    @Test
    void old_client_is_answered_without_chunks() throws IOException {
        try (RawConnection connection = again()) {
            connection.send("GET /plain HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(200, connection.response().status());
            connection.awaitEnd();
        }
    }
}
