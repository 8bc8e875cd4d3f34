package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.websocket.Compression;
import org.upgradefilter.websocket.CompressionMemory;
import org.upgradefilter.websocket.TestEndpoints;
import org.upgradefilter.websocket.WebSocketLimits;
import org.upgradefilter.websocket.WebSocketProtocol;
import org.upgradefilter.websocket.WebSocketTimeouts;

/** What each setting of a filter, and of a rule, does to the protocol. */
class WebSocketSettingsTest {

    private static final String ENDPOINT = "endpoint=" + TestEndpoints.Silent.class.getName();

    private final ScriptedPeer client = new ScriptedPeer();
    private final ManualTimer timer = new ManualTimer();
    private final List<Field> fields = new ArrayList<>();

    private static WebSocketSettings read(String... settings) {
        Options options = options(settings);
        WebSocketSettings read =
                WebSocketSettings.read(WebSocketSettingsTest.class.getClassLoader(), options);
        options.requireAllKnown();
        return read;
    }

    private static UpgradeProtocol protocol(WebSocketSettings common, String... settings) {
        Options options =
                options(
                        Stream.concat(Stream.of(ENDPOINT), Arrays.stream(settings))
                                .toArray(String[]::new));
        UpgradeProtocol protocol = common.protocol(options);
        options.requireAllKnown();
        return protocol;
    }

    private static Options options(String... settings) {
        return new Options(
                Arrays.stream(settings)
                        .map(setting -> setting.split("=", 2))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
    }

    private Handshake handshake(UpgradeProtocol protocol) {
        List<Field> lines = new ArrayList<>(fields);
        lines.add(new Field("Host", "example.com"));
        lines.add(new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
        lines.add(new Field("Sec-WebSocket-Version", "13"));
        RequestHead head =
                new RequestHead(
                        "GET",
                        "HTTP/1.1",
                        "/chat",
                        null,
                        "http",
                        false,
                        "192.0.2.1",
                        null,
                        Fields.of(lines));
        return protocol.handshake(head, WebSocketProtocol.TOKEN);
    }

    private Connection connect(UpgradeProtocol protocol) {
        Handshake.Accepted accepted =
                assertInstanceOf(Handshake.Accepted.class, handshake(protocol));
        return client.duplex().connect(duplex -> accepted.connections().connect(duplex, timer));
    }

    @Nested
    class OfAFilter {

        @Test
        void haveDefaults() {
            WebSocketSettings settings = read();
            assertEquals(WebSocketLimits.defaults(), settings.limits());
            assertEquals(WebSocketTimeouts.defaults(), settings.timeouts());
            assertEquals(Compression.OFF, settings.compression());
            assertSame(CompressionMemory.SHARED, settings.compressionMemory());
        }

        @Test
        void areRead() {
            WebSocketSettings settings =
                    read(
                            "maxMessageBytes=7",
                            "maxOverheadFrames=6",
                            "idleTimeoutMs=80",
                            "pingIntervalMs=0",
                            "sendTimeoutMs=10",
                            "closeTimeoutMs=9",
                            "messageTimeoutMs=0");
            assertEquals(
                    WebSocketLimits.defaults().withMaxMessageBytes(7).withMaxOverheadFrames(6),
                    settings.limits());
            assertEquals(
                    new WebSocketTimeouts(
                            Duration.ofMillis(80),
                            Duration.ZERO,
                            Duration.ofMillis(10),
                            Duration.ofMillis(9),
                            Duration.ZERO),
                    settings.timeouts());
        }

        @ParameterizedTest
        @CsvSource({"on", "AUTO", "true", "''"})
        void compressionIsOneOfFourWords(String value) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class, () -> read("compression=" + value));
            assertEquals(
                    "compression="
                            + value
                            + " is not valid: use off, auto, no-takeover or takeover",
                    e.getMessage());
        }

        @ParameterizedTest
        @CsvSource({
            "maxMessageBytes, 0",
            "maxOverheadFrames, 0",
            "idleTimeoutMs, 1s",
            "sendTimeoutMs, 0",
            "closeTimeoutMs, -1"
        })
        void areChecked(String name, String value) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> read(name + "=" + value));
            assertEquals(
                    name + "=" + value + " is not valid: use a whole number of at least 1",
                    e.getMessage());
        }
    }

    @Nested
    class OfARule {

        @ParameterizedTest
        @CsvSource({
            // filter             , rule                 , interval, idle
            "pingIntervalMs=300000, ''                   , 300000, 300000",
            "idleTimeoutMs=20000  , pingIntervalMs=30000 , 30000 , 20000",
            "pingIntervalMs=30000 , idleTimeoutMs=30000  , 30000 , 30000",
        })
        void pingThatCouldNeverComeFails(
                String ofFilter, String ofRule, String interval, String idle) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> protocol(read(ofFilter.strip()), ofRule));
            assertEquals(
                    "pingIntervalMs="
                            + interval
                            + " is not valid: use less than idleTimeoutMs="
                            + idle
                            + ", after which the peer is given up, or 0 for no Ping",
                    e.getMessage());
        }

        @Test
        void pingIntervalIsComparedWithTheIdleTimeoutOfTheSameRule() {
            WebSocketSettings common = read("pingIntervalMs=30000");
            pings(
                    protocol(common, "idleTimeoutMs=8000", "pingIntervalMs=3000"),
                    Duration.ofSeconds(3));
        }

        @Test
        void pingIsSentAfterHalfTheIdleTimeoutAtTheLatest() {
            pings(
                    protocol(read("idleTimeoutMs=8000", "pingIntervalMs=7999")),
                    Duration.ofSeconds(4));
        }

        @Test
        void idleTimeoutOfTheFilter() {
            WebSocketSettings common = read("idleTimeoutMs=20000");
            pings(protocol(common), Duration.ofSeconds(10));
        }

        @Test
        void idleTimeout() {
            WebSocketSettings common = read("idleTimeoutMs=20000");
            pings(protocol(common, "idleTimeoutMs=60000"), Duration.ofSeconds(30));
        }

        /** Half the idle timeout. */
        private void pings(UpgradeProtocol protocol, Duration after) {
            connect(protocol);
            timer.advance(after.minusMillis(1));
            client.expectsNothing();
            timer.advance(Duration.ofMillis(2));
            client.expectsHex("8900");
        }

        @Test
        void closeTimeout() {
            WebSocketSettings common = read("closeTimeoutMs=3000");
            waits(protocol(common, "closeTimeoutMs=8000"), Duration.ofSeconds(8));
        }

        @Test
        void closeTimeoutOfTheFilter() {
            WebSocketSettings common = read("closeTimeoutMs=3000");
            waits(protocol(common), Duration.ofSeconds(3));
        }

        private void waits(UpgradeProtocol protocol, Duration patience) {
            connect(protocol).shutdown();
            timer.advance(patience.minusMillis(1));
            client.received();
            assertFalse(client.sawEnd());
            timer.advance(Duration.ofMillis(1));
            assertTrue(client.sawEnd());
        }

        @Test
        void messageTimeout() {
            WebSocketSettings common = read("messageTimeoutMs=3000");
            bears(protocol(common, "messageTimeoutMs=8000"), Duration.ofSeconds(8));
        }

        @Test
        void messageTimeoutOfTheFilter() {
            WebSocketSettings common = read("messageTimeoutMs=3000");
            bears(protocol(common), Duration.ofSeconds(3));
        }

        private void bears(UpgradeProtocol protocol, Duration unfinished) {
            connect(protocol);
            client.sendsHex("02 81 00000000 61");
            timer.advance(unfinished.minusMillis(1));
            client.expectsNothing();
            timer.advance(Duration.ofMillis(1));
            assertEquals((byte) 0x88, client.received()[0]);
        }

        @Test
        void maxMessageBytes() {
            WebSocketSettings common = read("maxMessageBytes=4");
            takes(protocol(common, "maxMessageBytes=6"), 6);
        }

        @Test
        void maxMessageBytesOfTheFilter() {
            WebSocketSettings common = read("maxMessageBytes=4");
            takes(protocol(common), 4);
        }

        private void takes(UpgradeProtocol protocol, int bytes) {
            connect(protocol);
            client.sendsHex("828" + bytes + "00000000" + "00".repeat(bytes));
            client.expectsNothing();
            client.sendsHex("828" + (bytes + 1) + "00000000" + "00".repeat(bytes + 1));
            byte[] close = client.received();
            assertEquals((byte) 0x88, close[0]);
            assertEquals(1009, ((close[2] & 0xff) << 8) | (close[3] & 0xff));
        }

        @ParameterizedTest
        @CsvSource({
            // filter, rule    , response
            "-       , -       , none",
            "-       , auto    , permessage-deflate",
            "auto, no-takeover , permessage-deflate; server_no_context_takeover;"
                    + " client_no_context_takeover",
            "-       , takeover, permessage-deflate",
            "takeover, -       , permessage-deflate",
            "takeover, off     , none",
            "off     , takeover, permessage-deflate",
        })
        void compression(String ofFilter, String ofRule, String response) {
            WebSocketSettings common =
                    ofFilter.equals("-") ? read() : read("compression=" + ofFilter);
            UpgradeProtocol protocol =
                    ofRule.equals("-")
                            ? protocol(common)
                            : protocol(common, "compression=" + ofRule);
            assertEquals(response, extensions(protocol));
        }

        @Test
        void withoutMemoryOffersAreDeclined() {
            WebSocketSettings common = read("compression=auto", "maxCompressionBytes=0");
            assertEquals("none", extensions(protocol(common)));
        }

        private String extensions(UpgradeProtocol protocol) {
            fields.add(new Field("Sec-WebSocket-Extensions", "permessage-deflate"));
            Handshake.Accepted accepted =
                    assertInstanceOf(Handshake.Accepted.class, handshake(protocol));
            List<String> lines = Fields.of(accepted.fields()).lines("Sec-WebSocket-Extensions");
            return lines.isEmpty() ? "none" : String.join(" and ", lines);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    // setting                          | own   | listed | other
                    "''                                 | true  | false  | false",
                    "same                               | true  | false  | false",
                    "any                                | true  | true   | true",
                    "http://listed                      | false | true   | false",
                    "same,http://listed                 | true  | true   | false",
                    "http://listed,same                 | true  | true   | false",
                    "http://a,http://listed,http://b    | false | true   | false",
                })
        void origins(String origins, boolean own, boolean listed, boolean other) {
            UpgradeProtocol protocol =
                    origins.isEmpty() ? protocol(read()) : protocol(read(), "origins=" + origins);
            assertEquals(own, allows(protocol, "http://example.com"));
            assertEquals(listed, allows(protocol, "http://listed"));
            assertEquals(other, allows(protocol, "http://other"));
        }

        private boolean allows(UpgradeProtocol protocol, String origin) {
            fields.clear();
            fields.add(new Field("Origin", origin));
            return handshake(protocol) instanceof Handshake.Accepted;
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "''            | 101 ",
                    "foo           | 101 ",
                    "b,a           | 101 b",
                    "foo,a         | 101 a",
                })
        void subprotocols(String asked, String expected) {
            UpgradeProtocol protocol = protocol(read(), "subprotocols=a,b");
            assertEquals(expected.strip(), answer(protocol, asked));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"'' | 400", "foo | 400", "b,a | 101 b", "foo,a | 101 a"})
        void subprotocolRequired(String asked, String expected) {
            UpgradeProtocol protocol =
                    protocol(read(), "subprotocols=a,b", "subprotocolRequired=true");
            assertEquals(expected, answer(protocol, asked));
        }

        @Test
        void subprotocolNotRequired() {
            UpgradeProtocol protocol =
                    protocol(read(), "subprotocols=a,b", "subprotocolRequired=false");
            assertEquals("101", answer(protocol, "foo"));
        }

        /** The status, and the subprotocol. */
        private String answer(UpgradeProtocol protocol, String asked) {
            fields.add(new Field("Sec-WebSocket-Protocol", asked));
            Handshake handshake = handshake(protocol);
            if (handshake instanceof Handshake.Refused refused) {
                return Integer.toString(refused.refusal().status());
            }
            Handshake.Accepted accepted = assertInstanceOf(Handshake.Accepted.class, handshake);
            List<String> spoken = Fields.of(accepted.fields()).lines("Sec-WebSocket-Protocol");
            return spoken.isEmpty() ? "101" : "101 " + String.join(" and ", spoken);
        }
    }
}
