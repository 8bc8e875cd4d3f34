package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets through, who is refused, and how (RFC 9110 §7.8, §15.5.22). */
public abstract class GateContract extends ContainerContract {

    private static final byte[] CONTENT = "some content".getBytes(StandardCharsets.UTF_8);

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new GateApplication(adapter()));
    }

    // What is required.

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void required_path_without_offer_is_refused(String method) throws IOException {
        Response response = answer(RawRequest.line(method + " /echo HTTP/1.1"));

        assertEquals(missingOffer(), response.status());
        if (speaksHttp1()) {
            assertEquals("websocket", response.line("Upgrade"));
            assertEquals("Upgrade", response.line("Connection"));
        }
        assertEquals("no-store", response.line("Cache-Control"));
        assertEquals("Accept", response.line("Vary"));
        assertTrue(Integer.parseInt(response.line("Content-Length")) > 0);
        assertEquals(List.of(), response.lines("Transfer-Encoding"));
        assertEquals(List.of(), response.lines("Set-Cookie"));
    }

    @Test
    void head_is_answered_as_get_would_be() throws IOException {
        Response get = answer(RawRequest.line("GET /echo HTTP/1.1"));
        Response head = answer(RawRequest.line("HEAD /echo HTTP/1.1"));

        assertEquals(get.with(new byte[0]).withoutDate(), head.withoutDate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "*/*", "image/png", "text/html;q=0.1, text/*", "", "nonsense"})
    void refusal_is_plain_unless_something_else_is_liked_better(String accept) throws IOException {
        Response response = answer(RawRequest.get("/echo").with("Accept", accept));

        assertEquals("text/plain;charset=utf-8", mediaType(response));
        assertTrue(response.text().startsWith(refusal() + "\n\n"), response.text());
        assertTrue(response.text().contains("websocket"), response.text());
    }

    @Test
    void refusal_is_html_for_a_browser() throws IOException {
        Response response =
                answer(
                        RawRequest.get("/echo")
                                .with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));

        assertEquals("text/html;charset=utf-8", mediaType(response));
        assertTrue(response.text().startsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
        assertTrue(response.text().contains("<title>" + refusal() + "</title>"));
        assertTrue(response.text().endsWith("</html>\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/problem+json", "application/json", "application/*"})
    void refusal_is_a_problem_for_a_program(String accept) throws IOException {
        Response response = answer(RawRequest.get("/echo").with("Accept", accept));

        assertEquals("application/problem+json", mediaType(response));
        JsonNode problem = new ObjectMapper().readTree(response.text());
        assertEquals(missingOffer(), problem.get("status").intValue());
        assertEquals(refusal().substring(4), problem.get("title").textValue());
        assertEquals("about:blank", problem.get("type").textValue());
        assertTrue(problem.get("detail").textValue().contains("websocket"));
    }

    @Test
    void refusals_keep_the_connection() throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        try (RawConnection connection = connect()) {
            assertEquals(missingOffer(), connection.exchange(RawRequest.get("/echo")).status());
            assertEquals(
                    missingOffer(),
                    connection.exchange(RawRequest.line("HEAD /echo HTTP/1.1")).status());
            assertEquals(
                    405,
                    connection
                            .exchange(RawRequest.line("POST /echo HTTP/1.1").content(CONTENT))
                            .status());
            assertEquals(403, connection.exchange(RawRequest.webSocket("/denied")).status());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
            connection.open(RawRequest.webSocket("/echo"));
            assertEchoes(connection);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /private/a%20b?c=d, https://secure.example/private/a%20b?c=d",
        "HEAD /private/,         https://secure.example/private/",
        "PUT /private/x,         https://secure.example/private/x",
    })
    void who_prefers_https_is_redirected(String line, String location) throws IOException {
        assumeCapability(Capability.SPEAKS_IN_CLEAR);

        Response response =
                answer(RawRequest.line(line + " HTTP/1.1").with("Upgrade-Insecure-Requests", "1"));

        assertEquals(307, response.status());
        assertEquals(location, response.line("Location"));
        assertEquals("Upgrade-Insecure-Requests", response.line("Vary"));
        assertEquals("0", response.line("Content-Length"));
    }

    @Test
    void who_does_not_is_asked_for_tls() throws IOException {
        assumeCapability(Capability.SPEAKS_IN_CLEAR);

        Response response = answer(RawRequest.get("/private/x"));

        assertEquals(426, response.status());
        assertEquals("TLS", response.line("Upgrade"));
        assertEquals(List.of("Upgrade-Insecure-Requests", "Accept"), response.lines("Vary"));
        assertEquals(405, answer(RawRequest.line("PUT /private/x HTTP/1.1")).status());
    }

    @Test
    void servlet_may_ask_for_the_switch_itself() throws IOException {
        assertEquals("a page", answer(RawRequest.get("/feed/news")).text());
        assertEquals("a page", answer(RawRequest.webSocket("/feed/page")).text());
        assertEquals(
                403,
                answer(RawRequest.webSocket("/feed/news").with("Origin", "https://evil.example"))
                        .status());
        assertSwitches(RawRequest.webSocket("/feed/news"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void required_path_takes_no_other_method(String method) throws IOException {
        RawRequest request = RawRequest.line(method + " /echo HTTP/1.1");

        for (RawRequest one : List.of(request, request.offeringWebSocket())) {
            Response response = answer(one);
            assertEquals(405, response.status());
            assertEquals("GET, HEAD", response.line("Allow"));
            assertEquals(List.of(), response.lines("Upgrade"));
        }
    }

    @Test
    void offer_with_content_is_not_taken() throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        RawRequest offer = RawRequest.webSocket("/open").content(CONTENT);
        try (RawConnection connection = connect()) {
            Response response = connection.exchange(offer);
            assertEquals(PlainServlet.said("GET", CONTENT) + " REQUEST", response.text());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
        assertEquals(
                missingOffer(), answer(RawRequest.webSocket("/echo").content(CONTENT)).status());
    }

    @Test
    void offer_with_chunks_is_not_taken() throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        RawRequest offer = RawRequest.webSocket("/open").with("Transfer-Encoding", "chunked");
        try (RawConnection connection = connect()) {
            connection.send(offer).send("3\r\nabc\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] content = "abc".getBytes(StandardCharsets.UTF_8);
            assertEquals(
                    PlainServlet.said("GET", content) + " REQUEST", connection.response().text());
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void empty_content_is_none() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(RawRequest.webSocket("/echo").with("Content-Length", "0"));
            assertEchoes(connection);
        }
    }

    // What Upgrade and Connection say.

    @Test
    void http_1_0_is_never_upgraded() throws IOException {
        RawRequest required = RawRequest.line("GET /echo HTTP/1.0");
        for (RawRequest one : List.of(required, required.offeringWebSocket())) {
            Response response = answer(one);
            assertEquals(403, response.status());
            assertEquals(List.of(), response.lines("Upgrade"));
        }
        RawRequest allowed = RawRequest.line("GET /open HTTP/1.0");
        assertEquals(answer(allowed).text(), answer(allowed.offeringWebSocket()).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "x-upgrade-foo", "upgrades", "\"upgrade\""})
    void upgrade_that_connection_does_not_name_is_absent(String connection) throws IOException {
        assumeCapability(Capability.PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION);

        RawRequest allowed = RawRequest.webSocket("/open").replacing("Connection", connection);
        assertEquals(200, answer(allowed).status());
        RawRequest required = RawRequest.webSocket("/echo").replacing("Connection", connection);
        assertEquals(missingOffer(), answer(required).status());
    }

    @Test
    void upgrade_without_connection_is_absent() throws IOException {
        assumeCapability(Capability.PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION);

        assertEquals(200, answer(RawRequest.webSocket("/open").without("Connection")).status());
        assertEquals(
                missingOffer(),
                answer(RawRequest.webSocket("/echo").without("Connection")).status());
    }

    @Test
    void connection_without_upgrade_is_no_offer() throws IOException {
        assertEquals(200, answer(RawRequest.webSocket("/open").without("Upgrade")).status());
        assertEquals(
                missingOffer(), answer(RawRequest.webSocket("/echo").without("Upgrade")).status());
        assertEquals(
                missingOffer(),
                answer(RawRequest.webSocket("/echo").replacing("Upgrade", "")).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPGRADE",
                "upgrade",
                "keep-alive, Upgrade",
                "Upgrade,keep-alive",
                ",upgrade,"
            })
    void connection_is_a_list_of_names_in_any_case(String connection) throws IOException {
        assertSwitches(RawRequest.webSocket("/echo").replacing("Connection", connection));
    }

    @Test
    void connection_may_have_several_lines() throws IOException {
        assertSwitches(
                RawRequest.webSocket("/echo").replacing("Connection", "keep-alive", "Upgrade"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WebSocket",
                "WEBSOCKET",
                "h2c, websocket",
                "websocket, h2c",
                "TLS/1.2,h2c,websocket",
                " , websocket,, ",
                "@@@, websocket",
                "a/b/c, websocket",
                "web socket, websocket",
                "websocket/13, websocket"
            })
    void upgrade_is_a_list_of_protocols_in_any_case(String upgrade) throws IOException {
        Response response =
                assertSwitches(RawRequest.webSocket("/echo").replacing("Upgrade", upgrade));
        assertEquals("websocket", response.line("Upgrade"));
    }

    @Test
    void upgrade_may_have_several_lines() throws IOException {
        assertSwitches(RawRequest.webSocket("/echo").replacing("Upgrade", "h2c", "websocket"));
        assertSwitches(RawRequest.webSocket("/echo").replacing("Upgrade", "", "websocket, h2c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "websockets",
                "web",
                "\"websocket\"",
                "websocket;v=13",
                "websocket/13",
                "/websocket",
                "h2c"
            })
    void other_names_are_other_protocols(String upgrade) throws IOException {
        assertEquals(
                200, answer(RawRequest.webSocket("/open").replacing("Upgrade", upgrade)).status());
        assertEquals(
                missingOffer(),
                answer(RawRequest.webSocket("/echo").replacing("Upgrade", upgrade)).status());
    }

    // What the rules say.

    @ParameterizedTest
    @CsvSource({"/denied,403", "/hidden,404"})
    void denied_offer_refuses_the_request(String path, int status) throws IOException {
        Response response = answer(RawRequest.webSocket(path));
        assertEquals(status, response.status());
        assertEquals(List.of(), response.lines("Upgrade"));

        assertEquals(200, answer(RawRequest.get(path)).status());
        assertEquals(200, answer(RawRequest.webSocket(path).replacing("Upgrade", "h2c")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS/1.2, websocket", "websocket, TLS/1.3", "websocket, tls"})
    void denied_offer_refuses_the_request_beside_a_permitted_one(String upgrade)
            throws IOException {
        assumeCapability(Capability.SPEAKS_HTTP_1);

        assertEquals(
                403,
                answer(RawRequest.webSocket("/no-tls").replacing("Upgrade", upgrade)).status());
        assertSwitches(RawRequest.webSocket("/no-tls"));
    }

    @Test
    void ignored_offer_is_absent() throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        assertEquals(
                answer(RawRequest.get("/ignored")).withoutDate(),
                answer(RawRequest.webSocket("/ignored")).withoutDate());
    }

    @Test
    void offer_no_rule_names_is_absent() throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        assertEquals(
                answer(RawRequest.get("/plain")).withoutDate(),
                answer(RawRequest.webSocket("/plain")).withoutDate());
    }

    @Test
    void first_rule_that_names_an_offer_decides() throws IOException {
        // Ignored by the wider rule before, and so the narrower one finds no offer.
        assertEquals(426, answer(RawRequest.webSocket("/closed/door")).status());
    }

    @Test
    void rule_is_for_its_methods() throws IOException {
        assertEquals(200, answer(RawRequest.webSocket("/posts")).status());
        assertEquals(
                405, answer(RawRequest.line("POST /posts HTTP/1.1").content(CONTENT)).status());
    }

    @Test
    void path_is_decoded_and_without_query() throws IOException {
        assertSwitches(RawRequest.webSocket("/ec%68o?a=b"));
        assertSwitches(RawRequest.webSocket("/any/where/x.ws"));
        assertEquals(200, answer(RawRequest.webSocket("/echo/more")).status());
        assertEquals(200, answer(RawRequest.webSocket("/plain?/echo")).status());
    }

    // What comes after.

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/denied", "/plain", "/chat"})
    void request_that_follows_in_the_same_segment_is_answered(String path) throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        RawRequest refused = RawRequest.webSocket(path).replacing("Sec-WebSocket-Version", "8");
        try (RawConnection connection = connect()) {
            connection.send(ClientFrames.join(refused.bytes(), RawRequest.get("/plain").bytes()));
            Response first = connection.response();
            assertFalse(first.status() == 101, first.toString());
            assertEquals(200, connection.response().status());
        }
    }

    @Test
    void frames_after_a_refusal_are_not_read_as_frames() throws IOException {
        assumeCapability(Capability.ANSWERS_BEFORE_A_BAD_REQUEST);
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);

        RawRequest refused = RawRequest.webSocket("/echo").without("Upgrade");
        try (RawConnection connection = connect()) {
            connection.send(ClientFrames.join(refused.bytes(), ClientFrames.text("hello\r\n\r\n")));
            assertEquals(missingOffer(), connection.response().status());
            Response second = connection.response();
            assertEquals(400, second.status());
        }
    }

    // Who else is there.

    @ParameterizedTest
    @CsvSource({
        "forward,FORWARD,200",
        "include,INCLUDE,200",
        "async,ASYNC,200",
        "error,ERROR," + Container.STATUS_WITH_PAGE
    })
    void dispatches_within_the_server_are_never_upgraded(String way, String type, int status)
            throws IOException {
        Response response = answer(RawRequest.webSocket("/dispatch/" + way));
        assertEquals(status, response.status());
        assertTrue(response.text().endsWith(type), response.text());
    }

    @Test
    void filter_before_the_gate_comes_first() throws IOException {
        try (RawConnection connection = connect()) {
            RawRequest stranger = RawRequest.webSocket("/echo").with("X-Stranger", "yes");
            assertEquals(401, connection.exchange(stranger).status());
            assertSwitches(RawRequest.webSocket("/echo"));
        }
    }

    @Test
    void endpoint_sees_the_request_as_the_filters_before_left_it() throws IOException {
        RawRequest handshake =
                RawRequest.webSocket("/who?room=1")
                        .with("X-User", "alice")
                        .with("X-Extra", "something");
        try (RawConnection connection = connect()) {
            connection.open(handshake);
            assertEquals("alice /who room=1 something 127.0.0.1", connection.frame().text());
        }
        try (RawConnection connection = connect()) {
            connection.open(RawRequest.webSocket("/who"));
            assertEquals("null /who null null 127.0.0.1", connection.frame().text());
        }
    }

    private String refusal() {
        return speaksHttp1() ? "426 Upgrade Required" : "403 Forbidden";
    }

    private static String mediaType(Response response) {
        return response.line("Content-Type").replace(" ", "").toLowerCase(Locale.ROOT);
    }

    private Response assertSwitches(RawRequest handshake) throws IOException {
        try (RawConnection connection = connect()) {
            Response response = connection.open(handshake);
            assertEchoes(connection);
            return response;
        }
    }

    private static void assertEchoes(RawConnection connection) throws IOException {
        connection.send(ClientFrames.text("hello"));
        assertEquals(Message.text("hello"), connection.message());
    }
}
