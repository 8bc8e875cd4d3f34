package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.websocket.FrameReader.Peer;

/** The frames in the tables are not masked, so that one can read them. */
class MessageAssemblerTest {

    private static final WebSocketLimits LIMITS = new WebSocketLimits(1_000, 4, 1_000);

    private static MessageAssembler assembler(MessageSink sink) {
        return assembler(sink, null);
    }

    private static MessageAssembler assembler(
            MessageSink sink, @Nullable MessageInflater inflater) {
        Overhead overhead = new Overhead(new ManualTimer(), LIMITS.maxOverheadFrames());
        return new MessageAssembler(sink, LIMITS, overhead, inflater);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    81 05 48 65 6c 6c 6f                  | text Hello
                    01 03 48 65 6c  80 02 6c 6f           | text Hello
                    82 02 01 02                           | binary 0102
                    02 01 01  00 01 02  80 01 03          | binary 010203
                    89 05 48 65 6c 6c 6f                  | ping 48656c6c6f
                    8a 05 48 65 6c 6c 6f                  | pong 48656c6c6f
                    89 00  8a 00                          | ping, pong
                    81 00                                 | text
                    82 00                                 | binary
                    01 00  00 00  80 00                   | text
                    02 00  00 00  80 00                   | binary
                    81 00  81 00                          | text, text
                    01 01 61  89 01 31  80 01 62          | ping 31, text ab
                    02 01 01  8a 00  00 00  89 00  80 00  | pong, ping, binary 01
                    01 01 c3  89 00  80 01 bc             | ping, text ü
                    01 02 f0 9f  00 01 91  80 01 8b       | text 👋
                    01 01 61  88 00                       | close 1005
                    88 00                                 | close 1005
                    88 02 03 e8                           | close 1000
                    88 05 0f a0 62 79 65                  | close 4000 bye
                    88 04 03 e9 c3 bc                     | close 1001 ü
                    """)
    void messages(String hex, String events) {
        EverySplit.yields(events, Hex.bytes(hex), pieces -> receive(Peer.SERVER, pieces));
    }

    /** With compression agreed upon, RSV1 may be on the first frame of a message alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    c1 07 f2 48 cd c9 c9 07 00                 | text Hello
                    c2 07 f2 48 cd c9 c9 07 00                 | binary 48656c6c6f
                    c1 01 00                                   | text
                    c1 01 00 c2 01 00 81 01 61                 | text, binary, text a
                    41 03 f2 48 cd 89 00 80 04 c9 c9 07 00     | ping, text Hello
                    41 00 00 03 f2 48 cd 80 04 c9 c9 07 00     | text Hello
                    41 07 f2 48 cd c9 c9 07 00 80 00           | text Hello
                    01 01 61 80 01 62                          | text ab
                    c1 07 00 01 00 fe ff c3 00                 | !1007 text is not UTF-8
                    c1 06 f2 48 cd c9 c9 07                    | !1007 compressed data is damaged or incomplete
                    a1 00                                      | !1002 reserved bit
                    d1 00                                      | !1002 reserved bit
                    e2 00                                      | !1002 reserved bit
                    f1 00                                      | !1002 reserved bit
                    c9 00                                      | !1002 reserved bit
                    ca 00                                      | !1002 reserved bit
                    c8 00                                      | !1002 reserved bit
                    c0 00                                      | !1002 reserved bit
                    c3 00                                      | !1002 reserved bit
                    41 01 00 c0 01 00                          | !1002 reserved bit
                    01 01 61 c0 01 62                          | !1002 reserved bit
                    41 01 00 c1 01 00                          | !1002 new message inside another
                    c1 7e 06 1d                                | !1009 message of more than 1000 bytes
                    """)
    void compressedMessages(String hex, String events) {
        EverySplit.yields(events, Hex.bytes(hex), pieces -> events(inflate(pieces)));
    }

    /** Exactly as many bytes as may come, and one more. */
    @Test
    void inflatedBytesAreCountedWhileTheyAreInflated() {
        byte[] allowed = deflatedFrame(new byte[1_000]);
        assertEquals(
                "binary " + "00".repeat(1_000), events(inflate(List.of(ByteBuffer.wrap(allowed)))));
        for (int tooMany : new int[] {1_001, 1_000_000}) {
            byte[] frame = deflatedFrame(new byte[tooMany]);
            Recorder recorder = inflate(List.of(ByteBuffer.wrap(frame)));
            assertEquals("!1009 message of more than 1000 bytes", events(recorder));
            assertEquals("00".repeat(999), recorder.message);
        }
    }

    private static byte[] deflatedFrame(byte[] message) {
        byte[] payload = Deflated.alone(message);
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length);
        FrameWriter.writeHeader(
                frame,
                Opcode.BINARY,
                MessageSink.Part.LAST,
                FrameWriter.Coding.DEFLATED,
                payload.length);
        byte[] bytes = new byte[frame.put(payload).flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** What becomes of pieces, inflated by three bytes at a time. */
    private static Recorder inflate(List<ByteBuffer> pieces) {
        Recorder recorder = new Recorder();
        PerMessageDeflate deflate =
                new PerMessageDeflate(
                        PerMessageDeflate.Context.FRESH,
                        PerMessageDeflate.Window.UNLIMITED,
                        PerMessageDeflate.Context.FRESH);
        MessageInflater inflater = new MessageInflater(deflate, new CompressionMemory(1 << 20));
        MessageAssembler assembler = assembler(recorder, inflater);
        FrameReader reader = new FrameReader(Peer.SERVER);
        try {
            for (ByteBuffer piece : pieces) {
                while (piece.hasRemaining()) {
                    reader.read(piece, assembler);
                    while (assembler.isInflating()) {
                        assembler.inflate(ByteBuffer.allocate(3));
                    }
                }
            }
        } catch (WebSocketException violation) {
            recorder.fail(violation);
        }
        assembler.close();
        return recorder;
    }

    /** What a header can break is found as soon as the header is complete. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    c1 05                                  | !1002 reserved bit
                    a2 05                                  | !1002 reserved bit
                    91 00                                  | !1002 reserved bit
                    c9 00                                  | !1002 reserved bit
                    01 00  c0 00                           | !1002 reserved bit
                    83 00                                  | !1002 reserved opcode
                    87 01                                  | !1002 reserved opcode
                    8b 00                                  | !1002 reserved opcode
                    8f 7d                                  | !1002 reserved opcode
                    01 00  84 00                           | !1002 reserved opcode
                    09 00                                  | !1002 fragmented control frame
                    0a 01                                  | !1002 fragmented control frame
                    08 02                                  | !1002 fragmented control frame
                    89 7e 00 7e                            | !1002 control frame of more than 125 bytes
                    8a 7e 00 7e                            | !1002 control frame of more than 125 bytes
                    88 7f 00 00 00 00 00 01 00 00          | !1002 control frame of more than 125 bytes
                    80 00                                  | !1002 continuation of no message
                    00 05                                  | !1002 continuation of no message
                    81 00  80 00                           | text, !1002 continuation of no message
                    01 00  80 00  80 00                    | text, !1002 continuation of no message
                    01 00  89 00  81 00                    | ping, !1002 new message inside another
                    01 00  01 00                           | !1002 new message inside another
                    01 00  82 05                           | !1002 new message inside another
                    02 00  02 00                           | !1002 new message inside another
                    02 00  81 00                           | !1002 new message inside another
                    81 7e 03 e9                            | !1009 message of more than 1000 bytes
                    02 7f 7f ff ff ff ff ff ff ff          | !1009 message of more than 1000 bytes
                    01 01 61  80 7e 03 e8                  | !1009 message of more than 1000 bytes
                    02 01 61  00 7f 7f ff ff ff ff ff ff ff | !1009 message of more than 1000 bytes
                    01 00  00 00  00 00  00 00  00 00      | !1008 message of more than 4 fragments
                    01 00  00 00  00 00  89 00  00 00  80 00 | ping, !1008 message of more than 4 fragments
                    """)
    void headersThatBreakARule(String hex, String events) {
        byte[] bytes = Hex.bytes(hex);
        EverySplit.yields(events, bytes, pieces -> receive(Peer.SERVER, pieces));
        assertHarmlessWithoutTheLastByte(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    81 04 80                           | !1007 text is not UTF-8
                    81 7d c0                           | !1007 text is not UTF-8
                    81 14 ce ba e1 bd b9 cf 83 ce bc ce b5 f4 90 | !1007 text is not UTF-8
                    01 01 ed  89 00  80 05 a0          | ping, !1007 text is not UTF-8
                    81 01 c3                           | !1007 text is not UTF-8
                    01 01 c3  80 00                    | !1007 text is not UTF-8
                    01 01 41  00 01 e0  80 01 a0       | !1007 text is not UTF-8
                    88 01 03                           | !1002 half a close code
                    88 02 03 e7                        | !1002 illegal close code
                    88 02 03 ec                        | !1002 illegal close code
                    88 02 03 ed                        | !1002 illegal close code
                    88 02 03 ee                        | !1002 illegal close code
                    88 02 03 f7                        | !1002 illegal close code
                    88 02 13 88                        | !1002 illegal close code
                    88 03 03 e8 80                     | !1007 text is not UTF-8
                    88 04 03 e8 41 c3                  | !1007 text is not UTF-8
                    """)
    void payloadsThatBreakARule(String hex, String events) {
        byte[] bytes = Hex.bytes(hex);
        EverySplit.yields(events, bytes, pieces -> receive(Peer.SERVER, pieces));
        assertHarmlessWithoutTheLastByte(bytes);
    }

    private static void assertHarmlessWithoutTheLastByte(byte[] bytes) {
        byte[] butTheLast = Arrays.copyOf(bytes, bytes.length - 1);
        String events = receive(Peer.SERVER, EverySplit.oneByOne(butTheLast));
        assertTrue(!events.contains("!"), events);
    }

    /** One row, the pieces that arrive; a plus where more of the message follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    81 05 48 65 / 6c 6c 6f                 | text+ He, text llo
                    01 02 48 65 / 80 03 6c 6c 6f           | text+ He, text llo
                    01 00 / 80 01 61                       | text a
                    01 01 61 / 80 00                       | text+ a, text
                    81 03 c3 / bc 61                       | text üa
                    81 03 61 c3 / bc                       | text+ a, text ü
                    81 04 f0 / 9f / 91 / 8b                | text 👋
                    82 03 01 / 02 / 03                     | binary+ 01, binary+ 02, binary 03
                    02 00 / 80 00                          | binary
                    02 01 01 / 80 00                       | binary+ 01, binary
                    88 05 / 03 / e8 62 / 79 65             | close 1000 bye
                    89 02 01 / 02                          | ping 0102
                    """)
    void onePieceMakesAtMostOneCall(String hex, String calls) {
        Recorder recorder = new Recorder();
        feed(new FrameReader(Peer.SERVER), Hex.pieces(hex), assembler(recorder));
        assertEquals(calls, String.join(", ", recorder.calls));
    }

    @Test
    void limitsAreInclusive() {
        byte[] frame = frame(Opcode.BINARY, MessageSink.Part.LAST, new byte[1_000]);
        String event = "binary " + "00".repeat(1_000);
        assertEquals(event, receive(Peer.SERVER, List.of(ByteBuffer.wrap(frame))));

        String fourFragments = "01 00  00 00  00 00  80 01 61";
        assertEquals("text a", receive(Peer.SERVER, List.of(Hex.buffer(fourFragments))));
    }

    @Test
    void limitsAreForEachMessageAnew() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            bytes.writeBytes(frame(Opcode.BINARY, MessageSink.Part.MORE, new byte[999]));
            bytes.writeBytes(Hex.bytes("00 00  00 00  89 00  80 01 ff"));
        }
        String events = "ping, binary " + "00".repeat(999) + "ff";
        assertEquals(
                String.join(", ", events, events, events),
                receive(Peer.SERVER, List.of(ByteBuffer.wrap(bytes.toByteArray()))));
    }

    @Test
    void controlFramesCountForNoLimit() {
        byte[] ping = frame(Opcode.PING, MessageSink.Part.LAST, new byte[125]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Hex.bytes("01 01 61"));
        for (int i = 0; i < 10; i++) {
            bytes.writeBytes(ping);
        }
        bytes.writeBytes(Hex.bytes("80 01 62"));
        String events = receive(Peer.SERVER, List.of(ByteBuffer.wrap(bytes.toByteArray())));
        assertTrue(events.endsWith("text ab"), events);
    }

    @ParameterizedTest
    @CsvSource({"TEXT, false", "BINARY, false", "CLOSE, true", "PING, true", "PONG, true"})
    void knowsAControlFrameByItsHeader(Opcode opcode, boolean isControl) {
        MessageAssembler assembler = assembler(new Recorder());
        assembler.onHeader(new FrameHeader(true, 0, opcode, 2));
        assertEquals(isControl, assembler.isControl());
    }

    @Test
    void pingDataIsTheSinksToKeep() {
        Recorder recorder = new Recorder();
        ByteBuffer src = Hex.buffer("89 02 01 02");
        feed(new FrameReader(Peer.SERVER), List.of(src), assembler(recorder));
        src.clear().put(new byte[4]);
        assertEquals("0102", Hex.of(recorder.ping));
    }

    /** A conversation as a client might have it: fragments, control frames between, any split. */
    @RepeatedTest(200)
    void conversations(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> events = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            boolean isText = random.nextBoolean();
            byte[] payload = isText ? randomText(random) : randomBytes(random, 900);
            Opcode opcode = isText ? Opcode.TEXT : Opcode.BINARY;
            int start = 0;
            for (int fragment = random.nextInt(4); fragment >= 0; fragment--) {
                int end =
                        fragment == 0
                                ? payload.length
                                : start + random.nextInt(payload.length - start + 1);
                MessageSink.Part part =
                        fragment == 0 ? MessageSink.Part.LAST : MessageSink.Part.MORE;
                bytes.writeBytes(client(opcode, part, Arrays.copyOfRange(payload, start, end)));
                start = end;
                opcode = Opcode.CONTINUATION;
                if (fragment > 0 && random.nextInt(3) == 0) {
                    byte[] ping = randomBytes(random, 126);
                    bytes.writeBytes(client(Opcode.PING, MessageSink.Part.LAST, ping));
                    events.add(("ping " + Hex.of(ByteBuffer.wrap(ping))).strip());
                }
            }
            events.add(
                    isText
                            ? ("text " + new String(payload, StandardCharsets.UTF_8)).strip()
                            : ("binary " + Hex.of(ByteBuffer.wrap(payload))).strip());
        }
        assertEquals(
                String.join(", ", events),
                receive(Peer.CLIENT, EverySplit.atRandom(bytes.toByteArray(), random)));
    }

    @Test
    void aLongMessageByteByByte() {
        byte[] frame =
                client(
                        Opcode.TEXT,
                        MessageSink.Part.LAST,
                        "日本語".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertEquals("text " + "日本語".repeat(100), receive(Peer.CLIENT, EverySplit.oneByOne(frame)));
    }

    private static byte[] randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(random.nextInt(3) == 0 ? "👋" : random.nextBoolean() ? "ü" : "x");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] randomBytes(Random random, int bound) {
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] frame(Opcode opcode, MessageSink.Part part, byte[] payload) {
        ByteBuffer frame =
                ByteBuffer.allocate(FrameWriter.headerBytes(payload.length) + payload.length);
        FrameWriter.writeHeader(frame, opcode, part, payload.length);
        return frame.put(payload).array();
    }

    private static byte[] client(Opcode opcode, MessageSink.Part part, byte[] payload) {
        int fin = part == MessageSink.Part.LAST ? 0x80 : 0;
        return ClientFrames.frame(fin | opcode.code(), payload);
    }

    private static String receive(Peer peer, List<ByteBuffer> pieces) {
        Recorder recorder = new Recorder();
        try {
            feed(new FrameReader(peer), pieces, assembler(recorder));
        } catch (WebSocketException violation) {
            recorder.fail(violation);
        }
        return events(recorder);
    }

    private static String events(Recorder recorder) {
        return String.join(", ", recorder.events);
    }

    private static void feed(
            FrameReader reader, List<ByteBuffer> pieces, MessageAssembler assembler) {
        for (ByteBuffer piece : pieces) {
            while (piece.hasRemaining()) {
                reader.read(piece, assembler);
            }
        }
    }

    /** Every call as it came, and the same with the pieces of a message put together. */
    private static final class Recorder implements MessageSink {

        final List<String> calls = new ArrayList<>();
        final List<String> events = new ArrayList<>();
        ByteBuffer ping = ByteBuffer.allocate(0);
        private String message = "";

        @Override
        public void onText(CharSequence data, Part part) {
            onPiece("text", data.toString(), part);
        }

        @Override
        public void onBinary(ByteBuffer data, Part part) {
            onPiece("binary", Hex.of(data), part);
        }

        private void onPiece(String type, String piece, Part part) {
            if (part == Part.MORE) {
                assertNotEquals("", piece);
                calls.add(type + "+ " + piece);
                message += piece;
            } else {
                calls.add((type + " " + piece).strip());
                events.add((type + " " + message + piece).strip());
                message = "";
            }
        }

        @Override
        public void onPing(ByteBuffer data) {
            ping = data;
            onWhole("ping " + Hex.of(data));
        }

        @Override
        public void onPong(ByteBuffer data) {
            onWhole("pong " + Hex.of(data));
        }

        @Override
        public void onClose(int code, String reason) {
            onWhole("close " + code + " " + reason);
        }

        void fail(WebSocketException violation) {
            events.add("!" + violation.closeCode().code() + " " + violation.getMessage());
        }

        private void onWhole(String event) {
            calls.add(event.strip());
            events.add(event.strip());
        }
    }
}
