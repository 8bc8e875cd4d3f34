package org.upgradefilter.it.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;

/** The same application, through the gateway, on a connection that was taken over. */
class JettyGatewayRequestsIT extends ContainerContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new AgainApplication());
    }

    @BeforeEach
    void forgetEvents() {
        AgainApplication.EVENTS.clear();
    }

    private RawConnection again() throws IOException {
        RawConnection connection = connect();
        connection.open(
                RawRequest.get("/again")
                        .with("Connection", "Upgrade")
                        .with("Upgrade", "http-again"));
        return connection;
    }

    private Response ask(RawRequest request) throws IOException {
        try (RawConnection connection = again()) {
            Response response = connection.exchange(request);
            // The connection is as good as new.
            assertEquals(200, connection.exchange(RawRequest.get("/facts")).status());
            return response;
        }
    }

    @Test
    void request_is_secure_and_comes_from_where_it_comes_from() throws IOException {
        List<String> facts = ask(RawRequest.get("/facts?a=b")).text().lines().toList();
        assertEquals(
                List.of("HTTP/1.1", "https", "true", "https://example.com/facts?a=b"),
                facts.subList(0, 4));
        assertTrue(facts.get(4).matches("127\\.0\\.0\\.1:[1-9][0-9]*"), facts.toString());
        assertEquals("127.0.0.1:" + server().getPort(), facts.get(5));
        assertEquals(
                List.of("TLS_AES_256_GCM_SHA384", "256", "c0ffee", "null", "true"),
                facts.subList(6, 11));
    }

    @Test
    void session_goes_on_by_a_secure_cookie() throws IOException {
        try (RawConnection connection = again()) {
            Response first = connection.exchange(RawRequest.get("/session"));
            String cookie = first.line("Set-Cookie");
            assertEquals("1", first.text());
            assertTrue(cookie.contains("Secure"), cookie);
            RawRequest next =
                    RawRequest.get("/session").with("Cookie", cookie.replaceAll(";.*", ""));
            assertEquals("2", connection.exchange(next).text());
            assertEquals("3", connection.exchange(next).text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/copy", "/listeners"})
    void content_comes_back(String path) throws IOException {
        byte[] content = random(100_000);
        RawRequest request = RawRequest.line("POST " + path + " HTTP/1.1").content(content);
        assertArrayEquals(content, ask(request).content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/copy", "/listeners"})
    void content_that_comes_late_comes_back(String path) throws IOException {
        byte[] content = random(50_000);
        try (RawConnection connection = again()) {
            connection.send(
                    RawRequest.line("POST " + path + " HTTP/1.1")
                            .with("Content-Length", "50000")
                            .with("Expect", "100-continue"));
            assertEquals(100, connection.response().status());
            for (int at = 0; at < content.length; at += 10_000) {
                connection.send(Arrays.copyOfRange(content, at, at + 10_000));
            }
            assertArrayEquals(content, connection.response().content());
            assertEquals(200, connection.exchange(RawRequest.get("/facts")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/copy", "/listeners"})
    void much_content_goes_both_ways_at_once(String path) throws Exception {
        byte[] content = random(20 << 20);
        try (RawConnection connection = again()) {
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    connection.send(
                                            RawRequest.line("POST " + path + " HTTP/1.1")
                                                    .content(content));
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            assertArrayEquals(content, connection.response().content());
            sent.get(10, TimeUnit.SECONDS);
            assertEquals(200, connection.exchange(RawRequest.get("/facts")).status());
        }
    }

    @Test
    void trailers_go_both_ways() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(
                    RawRequest.line("POST /copy HTTP/1.1").with("Transfer-Encoding", "chunked"));
            connection.send("3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n".getBytes(ISO_8859_1));
            String text = connection.response().text();
            assertTrue(text.toLowerCase(Locale.ROOT).contains("x-sum=6"), text);

            connection.send(RawRequest.get("/answer/trailers"));
            String line = connection.readLine();
            while (!line.equals("0")) {
                line = connection.readLine();
            }
            assertEquals("X-Sum: 42", connection.readLine());
            assertEquals("", connection.readLine());
        }
    }

    @Test
    void upload_comes_in_parts() throws IOException {
        String content =
                "--limit\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nbig\r\n"
                        + "--limit\r\nContent-Disposition: form-data; name=\"file\";"
                        + " filename=\"a\"\r\n\r\n"
                        + "x".repeat(70_000)
                        + "\r\n--limit--\r\n";
        RawRequest upload =
                RawRequest.line("POST /upload HTTP/1.1")
                        .with("Content-Type", "multipart/form-data; boundary=limit")
                        .content(content.getBytes(ISO_8859_1));
        assertEquals("big 70000", ask(upload).text());
    }

    @ParameterizedTest
    @CsvSource({
        "/async/complete, 200, completed",
        "/async/dispatch, 200, dispatched",
        "/async/timeout, 500, ",
        "/async/throw, 500, ",
        "/answer/throw, 500, ",
        "/answer/redirect, 302, ",
        "/answer/unchanged, 304, ",
        "/answer/right, 200, right",
        "/nowhere, 404, "
    })
    void servlet_answers_in_its_way(String path, int status, String text) throws IOException {
        Response response = ask(RawRequest.get(path));
        assertEquals(status, response.status());
        if (text != null) {
            assertEquals(text, response.text());
        }
    }

    @Test
    void not_modified_says_nothing_of_the_length() throws IOException {
        assertEquals(List.of(), ask(RawRequest.get("/answer/unchanged")).lines("Content-Length"));
    }

    @Test
    void redirect_leads_to_where_it_is_secure() throws IOException {
        String location = ask(RawRequest.get("/answer/redirect")).line("Location");
        assertTrue(location.equals("/facts") || location.equals("https://example.com/facts"));
    }

    @Test
    void head_has_the_length_and_no_content() throws IOException {
        Response head = ask(RawRequest.line("HEAD /answer/right HTTP/1.1"));
        assertEquals("5", head.line("Content-Length"));
    }

    @Test
    void interim_response_comes_first() throws IOException {
        try (RawConnection connection = again()) {
            Response hints = connection.exchange(RawRequest.get("/answer/hints"));
            assertEquals(103, hints.status());
            assertEquals("</style.css>", hints.line("Link"));
            assertEquals("hinted", connection.response().text());
        }
    }

    @Test
    void content_that_is_not_read_stands_in_nobodys_way() throws IOException {
        RawRequest request =
                RawRequest.line("POST /answer/ignore HTTP/1.1").content(random(100_000));
        assertEquals("not read", ask(request).text());
    }

    @Test
    void response_that_breaks_off_is_not_taken_for_complete() throws IOException {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/answer/short"));
            connection.awaitEndOfAnything();
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (RawConnection connection = again()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append(new String(RawRequest.get("/facts?" + i).bytes(), ISO_8859_1));
            }
            connection.send(requests.toString().getBytes(ISO_8859_1));
            for (int i = 0; i < 50; i++) {
                String text = connection.response().text();
                assertTrue(text.contains("/facts?" + i + "\n"), text);
            }
        }
    }

    @Test
    void old_client_is_answered() throws IOException {
        try (RawConnection connection = again()) {
            Response response = connection.exchange(RawRequest.line("GET /facts HTTP/1.0"));
            assertTrue(response.text().startsWith("HTTP/1.0\n"), response.text());
            connection.awaitEnd();
        }
    }

    @Test
    void bad_path_is_the_clients_fault() throws IOException {
        try (RawConnection connection = again()) {
            assertEquals(400, connection.exchange(RawRequest.get("/a%00b")).status());
            assertEquals(400, connection.exchange(RawRequest.get("/a/..;/b")).status());
        }
    }

    @Test
    void events_come_when_they_are_flushed_and_a_client_that_goes_is_noticed() throws Exception {
        try (RawConnection connection = again()) {
            connection.send(RawRequest.get("/async/events"));
            String line = connection.readLine();
            while (!line.equals("data: first")) {
                line = connection.readLine();
            }
            connection.reset();
        }
        assertEquals("gone", AgainApplication.EVENTS.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void client_that_goes_in_the_midst_of_content_is_noticed() throws Exception {
        try (RawConnection connection = again()) {
            connection.send(
                    RawRequest.line("POST /listeners HTTP/1.1").with("Content-Length", "100"));
            connection.send("some".getBytes(ISO_8859_1));
            connection.reset();
        }
        assertEquals("onError", AgainApplication.EVENTS.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void servlet_switches_once_more() throws IOException {
        try (RawConnection connection = again()) {
            Response switched = connection.exchange(RawRequest.get("/switch"));
            assertEquals(101, switched.status());
            assertEquals("echo", switched.line("Upgrade"));
            assertEquals("Upgrade", switched.line("Connection"));
            assertEquals(List.of(), switched.lines("Content-Length"));
            connection.send("hello\n".getBytes(ISO_8859_1));
            assertEquals("hello", connection.readLine());
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }
}
