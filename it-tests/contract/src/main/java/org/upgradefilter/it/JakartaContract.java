package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/**
 * Rules for endpoints that the container serves by itself: nobody reaches one whom the rules do not
 * let through, and whoever they do finds it as if no filter were there.
 */
public abstract class JakartaContract extends ContainerContract {

    private static final String RULES =
            """
            /open      allow    websocket  endpoint=container
            /required  require  websocket  endpoint=container
            /members   allow    websocket  endpoint=container  authenticated=true
            /admin/*   allow    websocket  endpoint=container  role=admin
            /denied    deny     websocket
            /ignored   ignore   websocket
            /ours      allow    websocket  endpoint=org.upgradefilter.it.JakartaContract$Ours
            """;

    private static final List<String> ENDPOINTS =
            List.of(
                    "/open",
                    "/required",
                    "/members",
                    "/admin/{room}",
                    "/denied",
                    "/ignored",
                    "/ours",
                    "/unruled");

    /** Our endpoint on a path where the container has one as well. */
    public static final class Ours implements WebSocketEndpoint {

        /** For the filter. */
        public Ours() {}

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    @Override
    protected URI begin(Container started) throws Exception {
        started.serveJakarta(Container.Jakarta.FIRST);
        return started.start(
                new JakartaApplication(
                        ENDPOINTS,
                        JakartaApplication.Placement.INITIALIZER,
                        Map.of("rules", RULES, "hideIgnored", "true")));
    }

    @ParameterizedTest
    @EnumSource
    void whom_a_rule_lets_through_reaches_the_endpoint(ClientKind kind) throws Exception {
        assumeCapability(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER);

        for (String path : List.of("/open", "/required", "/unruled")) {
            try (Client client = open(kind, path)) {
                client.send(Message.text("hello"));
                assertEquals(Message.text(JakartaEcho.PREFIX + "hello"), client.receive());
                assertEquals(1000, client.close(1000, ""));
            }
        }
    }

    @Test
    void handshake_is_answered_by_the_container() throws IOException {
        assumeCapability(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER);

        try (RawConnection connection = connect()) {
            Response response = connection.open(RawRequest.webSocket("/open"));
            assertEquals(RawRequest.ACCEPT, response.line("Sec-WebSocket-Accept"));
            connection.send(ClientFrames.text("raw"));
            assertEquals(Message.text(JakartaEcho.PREFIX + "raw"), connection.message());
        }
    }

    @Test
    void page_of_the_same_origin_may_connect_and_no_other() throws IOException {
        for (String path : List.of("/open", "/required")) {
            Response response =
                    answer(RawRequest.webSocket(path).with("Origin", origin("evil.example")));
            assertEquals(403, response.status());
            assertTrue(response.text().contains("origin"), response.text());
        }

        assertOpens(RawRequest.webSocket("/open").with("Origin", origin("example.com")));
    }

    private String origin(String host) {
        return scheme() + "://" + host;
    }

    @Test
    void required_path_without_offer_is_refused() throws IOException {
        Response response = answer(RawRequest.get("/required"));

        assertEquals(missingOffer(), response.status());
        if (speaksHttp1()) {
            assertEquals("websocket", response.line("Upgrade"));
            assertEquals("Upgrade", response.line("Connection"));
        }
        assertEquals("no-store", response.line("Cache-Control"));
    }

    @Test
    void allowed_path_without_offer_is_served() throws IOException {
        assertEquals(200, answer(RawRequest.get("/open")).status());
    }

    @Test
    void other_versions_are_426() throws IOException {
        for (String version : List.of("7", "8", "12", "14")) {
            Response response =
                    answer(
                            RawRequest.webSocket("/open")
                                    .replacing("Sec-WebSocket-Version", version));
            assertEquals(426, response.status());
            assertEquals("websocket", response.line("Upgrade"));
            assertEquals("13", response.line("Sec-WebSocket-Version"));
        }
    }

    @Test
    void stranger_is_401_and_a_user_is_let_in() throws IOException {
        Response response = answer(RawRequest.webSocket("/members"));
        assertEquals(401, response.status());
        assertEquals("Bearer", response.line("WWW-Authenticate"));

        assertOpens(RawRequest.webSocket("/members").with("X-User", "ann"));
    }

    @Test
    void user_without_the_role_is_403() throws IOException {
        RawRequest handshake = RawRequest.webSocket("/admin/x");
        assertEquals(401, answer(handshake).status());
        assertEquals(403, answer(handshake.with("X-User", "ann")).status());
        assertOpens(handshake.with("X-User", "ann").with("X-Role", "admin"));
    }

    @Test
    void denied_endpoint_is_403() throws IOException {
        Response response = answer(RawRequest.webSocket("/denied"));
        assertEquals(403, response.status());
        assertTrue(response.text().contains("not permitted"), response.text());
    }

    /** Or refused, where the container would take it nevertheless. */
    @Test
    void hidden_offer_is_not_taken() throws IOException {
        Response response = answer(RawRequest.webSocket("/ignored"));
        if (running().capabilities().contains(Capability.HIDES_OFFERS_FROM_ITS_ENDPOINTS)) {
            assertEquals(200, response.status());
            assertTrue(response.text().startsWith("GET 0 "), response.text());
        } else {
            assertEquals(403, response.status());
        }
        assertEquals(200, answer(RawRequest.get("/ignored")).status());
    }

    /** Where no endpoint is, hiding refuses nobody. */
    @Test
    void offer_on_a_path_without_endpoint_is_served_as_plain_http() throws IOException {
        assertEquals(200, answer(RawRequest.webSocket("/nothing")).status());
    }

    @Test
    void ours_answers_where_both_have_an_endpoint() throws IOException {
        try (RawConnection connection = RawConnection.webSocket(server(), "/ours")) {
            connection.send(ClientFrames.text("whose?"));
            assertEquals(Message.text("whose?"), connection.message());
        }
        assertEquals(
                403,
                answer(RawRequest.webSocket("/ours").with("Origin", origin("evil.example")))
                        .status());
    }

    @Test
    void endpoint_that_is_shown_no_offers_is_reached_by_nobody() throws IOException {
        assumeFalse(
                running().capabilities().contains(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER),
                "offers are shown");

        boolean hides =
                running().capabilities().contains(Capability.HIDES_OFFERS_FROM_ITS_ENDPOINTS);
        for (String path : List.of("/open", "/unruled")) {
            assertEquals(hides ? 200 : 403, answer(RawRequest.webSocket(path)).status());
        }
        assertNotEquals(101, answer(RawRequest.webSocket("/required")).status());
    }

    static Stream<Named<RawRequest>> unusual() {
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        RawRequest usual = RawRequest.webSocket("/admin/x");
        RawRequest post = RawRequest.line("POST /admin/x HTTP/1.1").offeringWebSocket();
        return Stream.of(
                Named.of("content", usual.content(content)),
                Named.of("Expect", usual.with("Expect", "100-continue")),
                Named.of("POST", post),
                Named.of("POST with content", post.content(content)),
                Named.of("HTTP/1.0", RawRequest.line("GET /admin/x HTTP/1.0").offeringWebSocket()),
                Named.of("no Connection", usual.without("Connection")),
                Named.of("another Connection", usual.replacing("Connection", "keep-alive")),
                Named.of("another protocol", usual.replacing("Upgrade", "foo")),
                Named.of("a version", usual.replacing("Upgrade", "websocket/13")),
                Named.of("quoted", usual.replacing("Upgrade", "\"websocket\"")),
                Named.of("nothing", usual.replacing("Upgrade", "")),
                Named.of("two protocols", usual.replacing("Upgrade", "foo, websocket")),
                Named.of("two lines", usual.replacing("Upgrade", "foo", "websocket")),
                Named.of("a parameter", usual.replacing("Upgrade", "websocket;x=1")),
                Named.of("two versions", usual.with("Sec-WebSocket-Version", "13")));
    }

    /** The handshakes that some containers take, though they are none by the letter. */
    @ParameterizedTest
    @MethodSource("unusual")
    void stranger_does_not_slip_past_the_rule(RawRequest handshake) throws IOException {
        assertNotEquals(101, answer(handshake).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/x;y=1",
                "/admin;y=1/x",
                "/%61dmin/x",
                "//admin/x",
                "/./admin/x",
                "/y/../admin/x",
                "/admin//x",
                "/ADMIN/x",
                "/admin/x/",
                "/admin%2Fx",
                "/admin\\x"
            })
    void stranger_finds_no_other_way_to_the_path(String target) throws IOException {
        assertNotEquals(101, answer(RawRequest.webSocket(target)).status());
    }

    /** To be called at the end of a test: what comes before holds everywhere. */
    private void assertOpens(RawRequest handshake) throws IOException {
        assumeCapability(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER);
        try (RawConnection connection = connect()) {
            connection.open(handshake);
            connection.send(ClientFrames.text("in"));
            assertEquals(Message.text(JakartaEcho.PREFIX + "in"), connection.message());
        }
    }
}
