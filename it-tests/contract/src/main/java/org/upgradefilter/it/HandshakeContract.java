package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's side of the opening handshake (RFC 6455 §4.2). */
public abstract class HandshakeContract extends ContainerContract {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new GateApplication(adapter()));
    }

    @Test
    void accept_answers_the_key() throws IOException {
        try (RawConnection connection = connect()) {
            Response response = connection.open(RawRequest.webSocket("/echo"));
            assertEquals(RawRequest.ACCEPT, response.line("Sec-WebSocket-Accept"));
            assertEquals("websocket", response.line("Upgrade"));
            assertTrue(response.hasMember("Connection", "Upgrade"));
        }
    }

    /** RFC 9110 §8.6, RFC 9112 §6.1: no framing; RFC 6455 §4.2.2: nothing nobody asked for. */
    @Test
    void switching_response_has_no_other_fields() throws IOException {
        Set<String> expected =
                Set.of("upgrade", "connection", "sec-websocket-accept", "date", "server");
        try (RawConnection connection = connect()) {
            List<String> names = connection.open(RawRequest.webSocket("/names")).names();
            assertEquals(
                    List.of(), names.stream().filter(name -> !expected.contains(name)).toList());
        }
    }

    @Test
    void extensions_are_not_negotiated() throws IOException {
        RawRequest offer =
                RawRequest.webSocket("/echo")
                        .with("Sec-WebSocket-Extensions", "permessage-deflate")
                        .with("Sec-WebSocket-Extensions", "x-y; a=1, @@");
        try (RawConnection connection = connect()) {
            Response response = connection.open(offer);
            assertEquals(List.of(), response.lines("Sec-WebSocket-Extensions"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tooShort",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZSE=",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "@GhlIHNhbXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=="
            })
    void key_is_16_bytes(String key) throws IOException {
        assumeCapability(Capability.SPEAKS_HTTP_1);

        assertRefused(400, RawRequest.webSocket("/open").replacing("Sec-WebSocket-Key", key));
    }

    @Test
    void key_is_there_once() throws IOException {
        assumeCapability(Capability.SPEAKS_HTTP_1);

        RawRequest handshake = RawRequest.webSocket("/open");
        assertRefused(400, handshake.without("Sec-WebSocket-Key"));
        assertRefused(400, handshake.with("Sec-WebSocket-Key", RawRequest.KEY));
    }

    @Test
    void white_space_around_the_key_is_none_of_it() throws IOException {
        try (RawConnection connection = connect()) {
            RawRequest handshake =
                    RawRequest.webSocket("/open")
                            .replacing("Sec-WebSocket-Key", "  " + RawRequest.KEY + " \t");
            assertEquals(
                    RawRequest.ACCEPT, connection.open(handshake).line("Sec-WebSocket-Accept"));
        }
    }

    @Test
    void version_is_there_once() throws IOException {
        RawRequest handshake = RawRequest.webSocket("/open");
        assertRefused(400, handshake.without("Sec-WebSocket-Version"));
        assertRefused(400, handshake.with("Sec-WebSocket-Version", "13"));
        assertRefused(400, handshake.with("Sec-WebSocket-Version", "8"));
    }

    /** §4.4. */
    @ParameterizedTest
    @ValueSource(strings = {"8", "7", "14", "0", "013", "13, 8", "x"})
    void other_versions_are_told_which_is_spoken(String version) throws IOException {
        Response response =
                assertRefused(
                        426,
                        RawRequest.webSocket("/open").replacing("Sec-WebSocket-Version", version));
        assertEquals("13", response.line("Sec-WebSocket-Version"));
        assertEquals("websocket", response.line("Upgrade"));
        assertTrue(response.hasMember("Connection", "Upgrade"));
    }

    /** §10.2; the target is example.com, over {@code same:} and the {@code usual} port for it. */
    @ParameterizedTest
    @CsvSource({
        "/open,same://example.com,101",
        "/open,same://example.com:usual,101",
        "/open,SAME://EXAMPLE.COM,101",
        "/open,other://example.com,403",
        "/open,same://example.com:8080,403",
        "/open,same://example.com.evil.example,403",
        "/open,same://evil.example,403",
        "/open,https://partner.example,403",
        "/open,null,403",
        "/open,same://example.com/,403",
        "/open,'same://example.com, same://evil.example',403",
        "/listed,https://partner.example,101",
        "/listed,https://partner.example:443,101",
        "/listed,http://partner.example,403",
        "/listed,same://example.com,403",
        "/listed,null,403",
        "/partner,https://partner.example,101",
        "/partner,same://example.com,101",
        "/partner,same://evil.example,403",
        "/anybody,same://evil.example,101",
        "/anybody,null,101"
    })
    void origin_must_be_allowed(String path, String origin, int status) throws IOException {
        boolean inClear = scheme().equals("http");
        String named =
                origin.replace("same:", scheme() + ":")
                        .replace("SAME:", scheme().toUpperCase(Locale.ROOT) + ":")
                        .replace("other:", inClear ? "https:" : "http:")
                        .replace("usual", inClear ? "80" : "443");
        assertEquals(status, answer(RawRequest.webSocket(path).with("Origin", named)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open", "/listed", "/partner", "/anybody"})
    void client_without_origin_is_no_browser(String path) throws IOException {
        assertEquals(101, answer(RawRequest.webSocket(path)).status());
    }

    @Test
    void second_origin_hides_nothing() throws IOException {
        assertRefused(
                403,
                RawRequest.webSocket("/open")
                        .with("Origin", scheme() + "://example.com")
                        .with("Origin", scheme() + "://evil.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "chat.v1,chat.v1",
        "'chat.v1, chat.v2',chat.v1",
        "'chat.v2,chat.v1',chat.v2",
        "'other,chat.v1',chat.v1"
    })
    void subprotocol_is_the_first_of_the_clients_that_is_spoken(String asked, String chosen)
            throws IOException {
        for (String path : List.of("/names", "/chat")) {
            try (RawConnection connection = connect()) {
                RawRequest handshake =
                        RawRequest.webSocket(path).with("Sec-WebSocket-Protocol", asked);
                assertEquals(chosen, connection.open(handshake).line("Sec-WebSocket-Protocol"));
            }
        }
    }

    @Test
    void subprotocols_may_have_several_lines() throws IOException {
        try (RawConnection connection = connect()) {
            RawRequest handshake =
                    RawRequest.webSocket("/names")
                            .with("Sec-WebSocket-Protocol", "other")
                            .with("Sec-WebSocket-Protocol", "chat.v1, chat.v2");
            assertEquals("chat.v1", connection.open(handshake).line("Sec-WebSocket-Protocol"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "CHAT.V1", "chat.v3,chat.v4", "chat"})
    void unknown_subprotocol_is_not_named(String asked) throws IOException {
        RawRequest handshake = RawRequest.webSocket("/names").with("Sec-WebSocket-Protocol", asked);
        try (RawConnection connection = connect()) {
            assertEquals(List.of(), connection.open(handshake).lines("Sec-WebSocket-Protocol"));
        }
        assertRefused(400, RawRequest.webSocket("/chat").with("Sec-WebSocket-Protocol", asked));
    }

    @Test
    void required_subprotocol_must_be_asked_for() throws IOException {
        assertRefused(400, RawRequest.webSocket("/chat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.v1,chat.v1", "chat v1", "\"chat.v1\"", "chat.v1;q=1"})
    void subprotocols_are_different_tokens(String asked) throws IOException {
        assertRefused(400, RawRequest.webSocket("/names").with("Sec-WebSocket-Protocol", asked));
    }

    @Test
    void endpoint_that_throws_is_a_500_and_no_switch() throws IOException {
        try (CapturedLog log = CapturedLog.begin();
                RawConnection connection = connect()) {
            Response response = connection.exchange(RawRequest.webSocket("/failing"));
            assertEquals(500, response.status());
            assertEquals(List.of(), response.lines("Sec-WebSocket-Accept"));
            assumeCapability(Capability.LOGS_WHAT_IS_THROWN);
            assertTrue(log.text().contains("this endpoint always fails"), log.text());
        }
    }

    @Test
    void frames_in_the_segment_of_the_handshake_arrive() throws IOException {
        byte[] handshake = RawRequest.webSocket("/echo").bytes();
        byte[] frames =
                ClientFrames.join(ClientFrames.text("early"), ClientFrames.binary((byte) 1));
        try (RawConnection connection = connect()) {
            connection.send(ClientFrames.join(handshake, frames));
            assertEquals(101, connection.response().status());
            assertEquals(Message.text("early"), connection.message());
            assertEquals(Message.binary((byte) 1), connection.message());
            connection.send(ClientFrames.text("late"));
            assertEquals(Message.text("late"), connection.message());
        }
    }

    /** More of them than any buffer of a request's head holds. */
    @Test
    void much_in_the_segment_of_the_handshake_arrives() throws IOException {
        byte[] content = new byte[100_000];
        Arrays.fill(content, (byte) 'x');
        byte[] handshake = RawRequest.webSocket("/echo").bytes();
        try (RawConnection connection = connect()) {
            connection.send(
                    ClientFrames.join(
                            handshake,
                            ClientFrames.frame(ClientFrames.FIN | Frame.BINARY, content)));
            assertEquals(101, connection.response().status());
            assertEquals(Message.binary(content), connection.message());
        }
    }

    @Test
    void handshake_and_frame_may_be_cut_anywhere() throws IOException {
        byte[] handshake = RawRequest.webSocket("/echo").bytes();
        byte[] frame = ClientFrames.text("cut");
        byte[] all = ClientFrames.join(handshake, frame);
        for (int cut = handshake.length - 2; cut < all.length; cut++) {
            try (RawConnection connection = connect()) {
                connection.send(Arrays.copyOfRange(all, 0, cut));
                connection.send(Arrays.copyOfRange(all, cut, all.length));
                assertEquals(101, connection.response().status());
                assertEquals(Message.text("cut"), connection.message());
            }
        }
    }

    @Test
    void handshake_may_come_byte_by_byte() throws IOException {
        try (RawConnection connection = connect()) {
            connection.sendSlowly(RawRequest.webSocket("/echo").bytes());
            assertEquals(101, connection.response().status());
            connection.sendSlowly(ClientFrames.text("slow"));
            assertEquals(Message.text("slow"), connection.message());
        }
    }

    /** Also the one in which nothing of our own could be wrong. */
    @Test
    void handshake_works_on_a_connection_that_was_used_before() throws IOException {
        try (RawConnection connection = connect()) {
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
            connection.open(RawRequest.webSocket("/echo"));
            connection.send(ClientFrames.text("used"));
            assertEquals(Message.text("used"), connection.message());
        }
    }

    private Response assertRefused(int status, RawRequest handshake) throws IOException {
        try (RawConnection connection = connect()) {
            Response response = connection.exchange(handshake);
            assertEquals(status, response.status(), response.toString());
            assertEquals(List.of(), response.lines("Sec-WebSocket-Accept"));
            if (!running().capabilities().contains(Capability.KEEPS_AN_OFFER_A_REQUEST)) {
                connection.awaitEnd();
            } else if (response.hasMember("Connection", "close")) {
                // Tomcat keeps no connection after a 400.
                assertEquals(400, status);
                connection.awaitEnd();
            } else {
                assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
            }
            return response;
        }
    }
}
