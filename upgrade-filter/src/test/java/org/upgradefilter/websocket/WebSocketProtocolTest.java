package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;

/** The server's side of the opening handshake, RFC 6455 §4.2, check by check. */
class WebSocketProtocolTest {

    /** Of RFC 6455 §1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final Field ACCEPT =
            new Field("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    private static final Field VERSION_13 = new Field("Sec-WebSocket-Version", "13");

    private final List<WebSocketHandshake> opened = new ArrayList<>();
    private final ScriptedListener listener = new ScriptedListener();
    private final WebSocketEndpoint endpoint =
            handshake -> {
                opened.add(handshake);
                return listener;
            };
    private final WebSocketProtocol protocol = WebSocketProtocol.of(endpoint);
    private final List<Field> fields = new ArrayList<>();

    /** The client's handshake of §1.3, but for what it says beyond the least. */
    WebSocketProtocolTest() {
        with("Host", "server.example.com");
        with("Upgrade", "websocket");
        with("Connection", "Upgrade");
        with("Sec-WebSocket-Key", KEY);
        with("Sec-WebSocket-Version", "13");
    }

    private void with(String name, String value) {
        fields.add(new Field(name, value));
    }

    private void without(String name) {
        fields.removeIf(field -> field.name().equals(name));
    }

    private void instead(String name, String value) {
        without(name);
        with(name, value);
    }

    private RequestHead head() {
        return new RequestHead(
                "GET",
                "HTTP/1.1",
                "/chat",
                "room=1",
                "http",
                false,
                "192.0.2.1",
                null,
                Fields.of(fields));
    }

    private Handshake.Accepted accepted(WebSocketProtocol by) {
        return assertInstanceOf(
                Handshake.Accepted.class, by.handshake(head(), WebSocketProtocol.TOKEN));
    }

    private ConnectionFactory prepared(WebSocketProtocol by) {
        return accepted(by).connections().prepared();
    }

    private Refusal refused(WebSocketProtocol by) {
        Handshake answer = by.handshake(head(), WebSocketProtocol.TOKEN);
        return assertInstanceOf(Handshake.Refused.class, answer).refusal();
    }

    private void isMalformed(WebSocketProtocol to, String detail) {
        assertEquals(new Refusal(400, List.of(VERSION_13), detail), refused(to));
    }

    @Test
    void isRegisteredAsWebsocketForGet() {
        assertEquals("websocket", protocol.token().toString());
        assertEquals(Set.of("GET"), protocol.methods());
    }

    @Nested
    class Accepting {

        @Test
        void answersTheSampleKeyOfTheRfc() {
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @Test
        void namesWebsocketAlone() {
            assertEquals(
                    List.of(new ProtocolToken("websocket", null)), accepted(protocol).inEffect());
        }

        @Test
        void answersInTheRegisteredSpelling() {
            Handshake answer =
                    protocol.handshake(head(), ProtocolToken.parse("WebSocket").orElseThrow());
            Handshake.Accepted accepted = assertInstanceOf(Handshake.Accepted.class, answer);
            assertEquals("websocket", accepted.inEffect().get(0).toString());
        }

        /** §4.2.1 wants the value "websocket"; its version has a field of its own. */
        @Test
        void declinesAVersionBehindTheName() {
            assertInstanceOf(
                    Handshake.Declined.class,
                    protocol.handshake(head(), ProtocolToken.parse("websocket/13").orElseThrow()));
        }

        @Test
        void opensTheEndpointOnceForEachHandshake() {
            RequestHead head = head();
            Handshake.Accepted first =
                    assertInstanceOf(
                            Handshake.Accepted.class,
                            protocol.handshake(head, WebSocketProtocol.TOKEN));
            accepted(protocol);
            assertEquals(List.of(), opened, "a handshake that is only judged leaves no trace");
            ConnectionFactory prepared = first.connections().prepared();
            assertEquals(1, opened.size());
            assertSame(head, opened.get(0).request());
            assertEquals("", opened.get(0).subprotocol());
            prepared.connect(new ScriptedPeer().duplex(), new ManualTimer());
            assertEquals(1, opened.size());
        }

        @Test
        void connectsTheListener() {
            ScriptedPeer client = new ScriptedPeer();
            Handshake.Accepted accepted = accepted(protocol);
            assertEquals(List.of(), listener.news());
            ManualTimer timer = new ManualTimer();
            client.duplex().connect(duplex -> accepted.connections().connect(duplex, timer));
            assertEquals(List.of("open"), listener.news());
            assertEquals("", listener.socket().getSubprotocol());
        }

        @Test
        void ignoresExtensionsItDoesNotKnow() {
            with("Sec-WebSocket-Extensions", "x-webkit-deflate-frame, foo; bar=1");
            with("Sec-WebSocket-Extensions", "\"malformed");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @Test
        void acceptsNoCompressionUnlessSetUp() {
            with("Sec-WebSocket-Extensions", "permessage-deflate");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @Test
        void acceptsTheFirstOfferOfCompressionItCanHonour() {
            with("Sec-WebSocket-Extensions", "foo, permessage-deflate; bar");
            with("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=10");
            with("Sec-WebSocket-Extensions", "permessage-deflate");
            WebSocketProtocol compressing =
                    WebSocketProtocol.builder(endpoint).compression(Compression.TAKEOVER).build();
            assertEquals(
                    List.of(
                            ACCEPT,
                            new Field(
                                    "Sec-WebSocket-Extensions",
                                    "permessage-deflate; server_max_window_bits=10")),
                    accepted(compressing).fields());
        }

        @Test
        void echoesNoOtherField() {
            with("Sec-WebSocket-Foo", "bar");
            with("Origin", "http://server.example.com");
            with("Cookie", "a=b");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @Test
        void whatTheEndpointThrowsIsTheContainers() {
            IllegalStateException fault = new IllegalStateException("no room");
            WebSocketProtocol failing =
                    WebSocketProtocol.of(
                            handshake -> {
                                throw fault;
                            });
            assertSame(fault, assertThrows(IllegalStateException.class, () -> prepared(failing)));
        }
    }

    @Nested
    class Version {

        private static final String ONE = "The handshake must have one Sec-WebSocket-Version.";

        @Test
        void isNeeded() {
            without("Sec-WebSocket-Version");
            isMalformed(protocol, ONE);
        }

        @Test
        void isNotRepeatedEvenIfItIsTheSame() {
            with("Sec-WebSocket-Version", "13");
            isMalformed(protocol, ONE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "7", "8", "12", "14", "25", "", "013", "13.0", "13, 8", "x"})
        void otherThan13IsAnsweredWithWhatIsSpoken(String version) {
            instead("Sec-WebSocket-Version", version);
            assertEquals(
                    new Refusal(
                            426,
                            List.of(new Field("Upgrade", "websocket"), VERSION_13),
                            "Only version 13 of the WebSocket protocol is spoken here."),
                    refused(protocol));
        }

        @Test
        void isJudgedBeforeAllElse() {
            instead("Sec-WebSocket-Version", "8");
            without("Sec-WebSocket-Key");
            with("Origin", "http://evil.example");
            assertEquals(426, refused(protocol).status());
        }

        @Test
        void mayHaveWhiteSpaceAround() {
            instead("Sec-WebSocket-Version", " 13\t");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @ParameterizedTest
        @ValueSource(strings = {"\f13", "13\u000b", "\u200313"})
        void has_no_other_space_around_than_that_of_http(String version) {
            instead("Sec-WebSocket-Version", version);
            assertEquals(426, refused(protocol).status());
        }
    }

    @Nested
    class Key {

        private static final String ONE =
                "The handshake must have one Sec-WebSocket-Key of 16 bytes in Base64.";

        @Test
        void isNeeded() {
            without("Sec-WebSocket-Key");
            isMalformed(protocol, ONE);
        }

        @Test
        void isNotRepeatedEvenIfItIsTheSame() {
            with("Sec-WebSocket-Key", KEY);
            isMalformed(protocol, ONE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "x",
                    "dGhlIHNhbXBsZSBub25jZQ", // not padded
                    "dGhlIHNhbXBsZSBub25jZQ=",
                    "dGhlIHNhbXBsZSBub25j", // 15 bytes
                    "dGhlIHNhbXBsZSBub25jZTE=", // 17 bytes
                    "dGhlIHNhbXBsZSBub25jZTEy", // 18 bytes
                    "dGhlIHNhbXBsZSBub25jZQ==AAAA",
                    "dGhlIHNhbXBsZSBub25_ZQ==", // of the alphabet for URLs
                    "dGhlIHNhbXBs SBub25jZQ==",
                    "dGhlIHNhbXBs,SBub25jZQ==",
                    "dGhlIHNhbXBsü==========",
                    "========================",
                    "\fdGhlIHNhbXBsZSBub25jZQ==",
                    "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==",
                })
        void is16BytesInBase64(String key) {
            instead("Sec-WebSocket-Key", key);
            isMalformed(protocol, ONE);
        }

        @ParameterizedTest
        @CsvSource({
            "AAAAAAAAAAAAAAAAAAAAAA==, ICX+Yqv66kxgM0FcWaLWlFLwTAI=",
            "/////////////////////w==, XXpj4jYzLM2yUE0C7TIgMwTQh2g=",
        })
        void isDigestedWithTheGuid(String key, String accept) {
            instead("Sec-WebSocket-Key", key);
            assertEquals(
                    List.of(new Field("Sec-WebSocket-Accept", accept)),
                    accepted(protocol).fields());
        }

        @Test
        void isDigestedAsReceivedButTrimmed() {
            instead("Sec-WebSocket-Key", "\t" + KEY + "  ");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }
    }

    @Test
    void aHostIsNeeded() {
        without("Host");
        isMalformed(protocol, "The handshake must have a Host.");
    }

    @Nested
    class Origin {

        private static final Refusal FORBIDDEN =
                new Refusal(403, List.of(), "Pages of this origin may not open a WebSocket here.");

        @Test
        void isTheServersUnlessSetUpOtherwise() {
            with("Origin", "http://server.example.com");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @Test
        void isNotSentByWhoeverIsNoBrowser() {
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://evil.example", "https://server.example.com", "null", ""})
        void ofAnotherServerIsForbidden(String origin) {
            with("Origin", origin);
            assertEquals(FORBIDDEN, refused(protocol));
        }

        @Test
        void onTwoLinesIsForbidden() {
            with("Origin", "http://server.example.com");
            with("Origin", "http://server.example.com");
            assertEquals(FORBIDDEN, refused(protocol));
        }

        @Test
        void isAsTheRuleSays() {
            with("Origin", "http://evil.example");
            WebSocketProtocol open =
                    WebSocketProtocol.builder(endpoint).origins(AllowedOrigins.any()).build();
            assertEquals(List.of(ACCEPT), accepted(open).fields());
        }

        @Test
        void isJudgedBeforeTheSubprotocol() {
            with("Origin", "http://evil.example");
            with("Sec-WebSocket-Protocol", "a, a");
            assertEquals(FORBIDDEN, refused(protocol));
        }
    }

    @Nested
    class Subprotocol {

        private static final String MALFORMED =
                "Sec-WebSocket-Protocol must list different tokens.";

        private final WebSocketProtocol speaking =
                WebSocketProtocol.builder(endpoint)
                        .subprotocols(List.of("chat.v2", "chat.v1", "Soap"))
                        .build();

        private final WebSocketProtocol requiring =
                WebSocketProtocol.builder(endpoint)
                        .subprotocols(List.of("chat.v2", "chat.v1"))
                        .subprotocolRequired(true)
                        .build();

        private void isSpoken(String expected) {
            List<Field> answer =
                    expected.isEmpty()
                            ? List.of(ACCEPT)
                            : List.of(ACCEPT, new Field("Sec-WebSocket-Protocol", expected));
            assertEquals(answer, accepted(speaking).fields());
            prepared(speaking);
            assertEquals(expected, opened.get(0).subprotocol());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "chat.v1               | chat.v1",
                    // the client's order
                    "chat.v1, chat.v2      | chat.v1",
                    "chat.v2,chat.v1       | chat.v2",
                    // unknown ones are passed over
                    "foo, chat.v1          | chat.v1",
                    "chat.v1, foo          | chat.v1",
                    ", foo ,, Soap         | Soap",
                    // and the field is absent if there are no others
                    "foo                   | ''",
                    "''                    | ''",
                    ",                     | ''",
                    // compared exactly
                    "Chat.v1               | ''",
                    "soap                  | ''",
                    "chat                  | ''",
                })
        void isTheFirstOfTheClientsThatIsSpoken(String asked, String expected) {
            with("Sec-WebSocket-Protocol", asked);
            isSpoken(expected);
        }

        @Test
        void mayBeListedOnSeveralLines() {
            with("Sec-WebSocket-Protocol", "foo, bar");
            with("Sec-WebSocket-Protocol", "chat.v1");
            with("Sec-WebSocket-Protocol", "chat.v2");
            isSpoken("chat.v1");
        }

        @Test
        void isAbsentIfNoneIsAskedFor() {
            isSpoken("");
        }

        @Test
        void isAbsentIfNoneIsSpoken() {
            with("Sec-WebSocket-Protocol", "chat.v1");
            assertEquals(List.of(ACCEPT), accepted(protocol).fields());
        }

        @Test
        void isWhatTheSocketSays() {
            with("Sec-WebSocket-Protocol", "chat.v1");
            Handshake.Accepted accepted = accepted(speaking);
            ScriptedPeer client = new ScriptedPeer();
            ManualTimer timer = new ManualTimer();
            client.duplex().connect(duplex -> accepted.connections().connect(duplex, timer));
            assertEquals("chat.v1", listener.socket().getSubprotocol());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "chat v1",
                    "chat/1",
                    "\"chat.v1\"",
                    "chat.v1, a b",
                    "chat.v1;q=1",
                    "ünicode",
                    // listed twice
                    "chat.v1, chat.v1",
                    "foo, chat.v1, foo",
                })
        void isAListOfDifferentTokens(String asked) {
            with("Sec-WebSocket-Protocol", asked);
            isMalformed(speaking, MALFORMED);
            isMalformed(protocol, MALFORMED);
        }

        @Test
        void isNotListedTwiceOnTwoLinesEither() {
            with("Sec-WebSocket-Protocol", "chat.v1");
            with("Sec-WebSocket-Protocol", "chat.v1");
            isMalformed(speaking, MALFORMED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"foo", "", "CHAT.V1"})
        void mayBeRequired(String asked) {
            with("Sec-WebSocket-Protocol", asked);
            isMalformed(requiring, "One of these subprotocols is needed: chat.v2, chat.v1.");
        }

        @Test
        void isMissedWhereItIsRequired() {
            isMalformed(requiring, "One of these subprotocols is needed: chat.v2, chat.v1.");
        }

        @Test
        void isTakenWhereItIsRequired() {
            with("Sec-WebSocket-Protocol", "foo, chat.v1");
            assertEquals(
                    List.of(ACCEPT, new Field("Sec-WebSocket-Protocol", "chat.v1")),
                    accepted(requiring).fields());
        }
    }

    @Nested
    class SetUp {

        private final WebSocketProtocol.Builder builder = WebSocketProtocol.builder(endpoint);

        @Test
        void needsSubprotocolsToRequireOne() {
            builder.subprotocolRequired(true);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, builder::build);
            assertEquals("subprotocolRequired needs subprotocols to choose from", e.getMessage());
        }

        @ParameterizedTest
        @ValueSource(longs = {20, 21})
        void needsAPingBeforeThePeerIsGivenUp(long seconds) {
            WebSocketTimeouts patient =
                    WebSocketTimeouts.defaults()
                            .withPingInterval(Duration.ofSeconds(seconds))
                            .withIdle(Duration.ofSeconds(20));
            builder.timeouts(patient);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, builder::build);
            assertEquals(
                    "pingInterval must be less than idle, or zero for no Ping: PT"
                            + seconds
                            + "S and PT20S",
                    e.getMessage());
            builder.timeouts(patient.withPingInterval(Duration.ofSeconds(19))).build();
            builder.timeouts(patient.withPingInterval(Duration.ZERO)).build();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "a,a", "a,b,a", "a/1"})
        void takesDifferentTokensAsSubprotocols(String names) {
            List<String> subprotocols = Arrays.asList(names.split(",", -1));
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> builder.subprotocols(subprotocols));
            assertEquals("subprotocols must be different tokens: " + subprotocols, e.getMessage());
        }

        @Test
        void setsTheTimeouts() {
            WebSocketProtocol patient =
                    builder.timeouts(
                                    WebSocketTimeouts.defaults()
                                            .withIdle(Duration.ofSeconds(20))
                                            .withClose(Duration.ofSeconds(3)))
                            .build();
            Handshake.Accepted accepted = accepted(patient);
            ScriptedPeer client = new ScriptedPeer();
            ManualTimer timer = new ManualTimer();
            client.duplex().connect(duplex -> accepted.connections().connect(duplex, timer));
            WebSocket socket = listener.socket();
            socket.request(1);
            timer.advance(Duration.ofSeconds(9));
            assertEquals(List.of(), ServerFrames.read(client.received()));
            timer.advance(Duration.ofSeconds(2));
            assertEquals(List.of("ping \"\""), ServerFrames.read(client.received()));
            socket.sendClose(1000, "").toCompletableFuture().join();
            timer.advance(Duration.ofMillis(2999));
            assertFalse(client.sawEnd());
            timer.advance(Duration.ofMillis(2));
            client.received();
            assertEquals(true, client.sawEnd());
        }

        @Test
        void setsTheLimits() {
            WebSocketProtocol small =
                    builder.limits(WebSocketLimits.defaults().withMaxMessageBytes(4)).build();
            Handshake.Accepted accepted = accepted(small);
            ScriptedPeer client = new ScriptedPeer();
            ManualTimer timer = new ManualTimer();
            client.duplex().connect(duplex -> accepted.connections().connect(duplex, timer));
            listener.socket().request(2);
            client.sends(ClientFrames.text("four"));
            assertEquals(List.of("open", "text \"four\""), listener.news());
            client.sends(ClientFrames.text("fives"));
            assertEquals(1, ServerFrames.read(client.received()).size());
            assertEquals(1, listener.news().size());
        }

        @Test
        void keepsItsOwnCopyOfTheSubprotocols() {
            List<String> names = new ArrayList<>(List.of("chat.v1"));
            WebSocketProtocol speaking = builder.subprotocols(names).build();
            names.clear();
            with("Sec-WebSocket-Protocol", "chat.v1");
            prepared(speaking);
            assertEquals("chat.v1", opened.get(0).subprotocol());
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void noEndpointIsAFaultAndNotAWish() {
        assertThrows(NullPointerException.class, () -> WebSocketProtocol.of(null));
    }

    @Test
    @SuppressWarnings("NullAway")
    void anEndpointWithoutAListenerFailsBeforeTheSwitch() {
        WebSocketEndpoint forgetful = handshake -> null;
        Fields fields =
                Fields.of(
                        List.of(
                                new Field("Host", "example.com"),
                                new Field("Sec-WebSocket-Version", "13"),
                                new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")));
        RequestHead head =
                new RequestHead(
                        "GET", "HTTP/1.1", "/", null, "http", false, "192.0.2.1", null, fields);
        WebSocketProtocol protocol = WebSocketProtocol.of(forgetful);
        Handshake.Accepted accepted =
                assertInstanceOf(
                        Handshake.Accepted.class,
                        protocol.handshake(head, WebSocketProtocol.TOKEN));
        NullPointerException fault =
                assertThrows(NullPointerException.class, () -> accepted.connections().prepared());
        assertTrue(String.valueOf(fault.getMessage()).contains("returned no listener"));
    }
}
