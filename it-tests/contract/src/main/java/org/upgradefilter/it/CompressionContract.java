package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages come back as they were sent, compressed, whoever compresses them (RFC 7692). */
public abstract class CompressionContract extends ContainerContract {

    private static final String DEFLATE = "permessage-deflate";
    private static final int RSV1 = 0x40;
    private static final List<String> WORDS =
            List.of("price", "volume", "{\"id\":", "\u00e9t\u00e9", "\ud83d\ude00", "}, ", "true");

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new CompressionApplication(adapter()));
    }

    /**
     * Every client with everything it may offer and does, at every rule. Jetty's (12.1.14) does not
     * do what {@code client_no_context_takeover} says, which it takes for the server's.
     */
    static Stream<Arguments> offers() {
        List<Arguments> offers = new ArrayList<>();
        for (CompressingClient.Kind kind : CompressingClient.Kind.values()) {
            boolean isJetty = kind == CompressingClient.Kind.JETTY;
            List<String> clients =
                    isJetty ? List.of("") : List.of("", "; client_no_context_takeover");
            List<String> paths =
                    isJetty
                            ? List.of("/auto", "/takeover")
                            : List.of("/auto", "/no-takeover", "/takeover");
            for (String path : paths) {
                for (String server : List.of("", "; server_no_context_takeover")) {
                    for (String client : clients) {
                        for (String window :
                                List.of(
                                        "",
                                        "; server_max_window_bits=8",
                                        "; server_max_window_bits=12",
                                        "; server_max_window_bits=15",
                                        "; client_max_window_bits")) {
                            offers.add(
                                    Arguments.of(kind, path, DEFLATE + server + client + window));
                        }
                    }
                }
            }
        }
        return offers.stream();
    }

    @ParameterizedTest
    @MethodSource("offers")
    void messages_of_every_kind(CompressingClient.Kind kind, String path, String offer)
            throws Exception {
        try (CompressingClient client = kind.open(webSocket(path), offer)) {
            assertTrue(client.extensions().startsWith(DEFLATE), client.extensions());
            assertEchoes(
                    client,
                    List.of(
                            Message.text("hello"),
                            Message.text(""),
                            Message.binary(),
                            Message.text("hello, hello, hello, ".repeat(50)),
                            Message.text("hello, hello, hello, ".repeat(50)),
                            Message.binary(noise(100_000)),
                            Message.binary(noise(100_000)),
                            Message.text(words(100_000)),
                            Message.binary(new byte[50_000]),
                            Message.text("")));
            assertEquals(1000, client.close(1000, ""));
        }
    }

    @ParameterizedTest
    @MethodSource("offers")
    void messages_in_fragments(CompressingClient.Kind kind, String path, String offer)
            throws Exception {
        try (CompressingClient client = kind.open(webSocket(path), offer)) {
            String text = words(3000);
            byte[] bytes = noise(3000);
            for (int round = 0; round < 3; round++) {
                int cut = text.offsetByCodePoints(0, 300 * (1 + round));
                client.sendFragment(Message.text(text.substring(0, cut)), false);
                if (kind != CompressingClient.Kind.JAVA_WEBSOCKET) {
                    // Java-WebSocket (1.6.0) takes what follows a Pong to be uncompressed.
                    client.ping("between");
                    assertEquals("between", client.awaitPong());
                }
                client.sendFragment(Message.text(text.substring(cut)), true);
                assertEquals(Message.text(text), client.receive());

                client.sendFragment(Message.binary(Arrays.copyOfRange(bytes, 0, cut)), false);
                client.sendFragment(Message.binary(), false);
                client.sendFragment(
                        Message.binary(Arrays.copyOfRange(bytes, cut, bytes.length)), true);
                assertEquals(Message.binary(bytes), client.receive());
            }
            assertEquals(1000, client.close(1000, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void text_of_16_MiB(CompressingClient.Kind kind) throws Exception {
        String text = words(CompressionApplication.MAX_MESSAGE_BYTES);
        for (String path : List.of("/auto", "/takeover")) {
            try (CompressingClient client = kind.open(webSocket(path), DEFLATE)) {
                assertEchoes(client, List.of(Message.text(text)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void binary_of_16_MiB_that_cannot_be_compressed(CompressingClient.Kind kind) throws Exception {
        byte[] bytes = noise(CompressionApplication.MAX_MESSAGE_BYTES);
        for (String path : List.of("/auto", "/takeover")) {
            try (CompressingClient client = kind.open(webSocket(path), DEFLATE)) {
                assertEchoes(client, List.of(Message.binary(bytes)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_agreement_messages_go_as_they_are(CompressingClient.Kind kind) throws Exception {
        for (String path : List.of("/off", "/without-memory")) {
            try (CompressingClient client = kind.open(webSocket(path), DEFLATE)) {
                assertEquals("", client.extensions());
                assertEchoes(client, List.of(Message.text(words(1000)), Message.text("")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    permessage-deflate; foo, permessage-deflate; server_max_window_bits="9"  | 9
                    foo, permessage-deflate; server_max_window_bits=10, permessage-deflate   | 10
                    """)
    void first_offer_that_can_be_honoured_is_agreed_to_in_one_line(String offers, int bits)
            throws IOException {
        Response response =
                answerOf(
                        RawRequest.webSocket("/auto")
                                .with("Sec-WebSocket-Extensions", offers)
                                .with("Sec-WebSocket-Extensions", DEFLATE));
        assertEquals(
                List.of(DEFLATE + "; server_max_window_bits=" + bits),
                response.lines("Sec-WebSocket-Extensions"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; foo",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; server_max_window_bits=\"10",
                "x-webkit-deflate-frame",
                ",;\""
            })
    void offers_that_cannot_be_honoured_do_no_harm(String offer) throws IOException {
        Response response =
                answerOf(RawRequest.webSocket("/auto").with("Sec-WebSocket-Extensions", offer));
        assertEquals(List.of(), response.lines("Sec-WebSocket-Extensions"));
    }

    private Response answerOf(RawRequest handshake) throws IOException {
        try (RawConnection connection = connect()) {
            return connection.open(handshake);
        }
    }

    @Test
    void compressed_frames_may_be_cut_anywhere() throws IOException {
        byte[] compressed = deflate("Hello".getBytes(StandardCharsets.UTF_8));
        try (RawConnection connection = open("/whole")) {
            for (int cut = 0; cut <= compressed.length; cut++) {
                byte[] first = Arrays.copyOfRange(compressed, 0, cut);
                byte[] rest = Arrays.copyOfRange(compressed, cut, compressed.length);
                connection.send(ClientFrames.frame(Frame.TEXT | RSV1, first));
                connection.sendSlowly(
                        ClientFrames.frame(ClientFrames.FIN | Frame.CONTINUATION, rest));
                // Short enough to come back as it is.
                assertEquals(Message.text("Hello"), connection.message());
            }
        }
    }

    /** 16 KiB that would become 16 MiB; some of it comes back, compressed or not, before that. */
    @Test
    void what_inflates_out_of_all_proportion_is_1008() throws IOException {
        byte[] bomb = deflate(new byte[CompressionApplication.MAX_MESSAGE_BYTES]);
        try (RawConnection connection = open("/auto")) {
            connection.send(ClientFrames.frame(ClientFrames.FIN | Frame.BINARY | RSV1, bomb));
            // The end of all that comes is the Close, which is never compressed.
            byte[] last = new byte[0];
            byte[] some = new byte[1 << 16];
            for (int n = connection.read(some); n > 0; n = connection.read(some)) {
                byte[] both = ClientFrames.join(last, Arrays.copyOf(some, n));
                last = Arrays.copyOfRange(both, Math.max(0, both.length - 200), both.length);
            }
            String end = new String(last, StandardCharsets.ISO_8859_1);
            int close = end.lastIndexOf("message that inflates");
            assertTrue(close >= 2, "no Close for such a reason");
            assertEquals(1008, (last[close - 2] & 0xFF) << 8 | (last[close - 1] & 0xFF));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSV1 on a Ping,           c9, 00, 1002",
        "RSV1 on a continuation,   c0, 00, 1002",
        "RSV2,                     a1, 00, 1002",
        "damaged,                  c1, ff, 1007",
        "incomplete,               c1, f2, 1007",
    })
    void violations_fail_the_web_socket(String why, String flags, String payload, int code)
            throws IOException {
        try (RawConnection connection = open("/auto")) {
            connection.send(
                    ClientFrames.frame(
                            Integer.parseInt(flags, 16), (byte) Integer.parseInt(payload, 16)));
            assertEquals(code, connection.closeFrame().closeCode(), why);
        }
    }

    private RawConnection open(String path) throws IOException {
        RawConnection connection = connect();
        connection.open(RawRequest.webSocket(path).with("Sec-WebSocket-Extensions", DEFLATE));
        return connection;
    }

    private static void assertEchoes(Client client, List<Message> messages) throws Exception {
        for (Message message : messages) {
            client.send(message);
            Message echoed = client.receive();
            // Not assertEquals, which would print 16 MiB.
            assertTrue(message.equals(echoed), () -> message + " came back as " + echoed);
        }
    }

    private static byte[] deflate(byte[] message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(message);
        byte[] bytes = new byte[message.length + 100];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, length - 4);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Text of so many bytes in UTF-8, that compresses as text does. */
    private static String words(int bytes) {
        Random random = new Random(bytes);
        StringBuilder text = new StringBuilder();
        int length = 0;
        while (length < bytes - 20) {
            String word = WORDS.get(random.nextInt(WORDS.size())) + random.nextInt(1000);
            text.append(word);
            length += word.getBytes(StandardCharsets.UTF_8).length;
        }
        return text.append("z".repeat(bytes - length)).toString();
    }
}
