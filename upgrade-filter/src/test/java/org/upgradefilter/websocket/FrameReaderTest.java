package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.FrameReader.Peer;

class FrameReaderTest {

    private static final List<Opcode> OPCODES =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Opcode.RESERVED)));

    /** The examples of RFC 6455 §5.7, and what else a header can say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SERVER | 81 05 48 65 6c 6c 6f                   | TEXT 5: 48656c6c6f
                    CLIENT | 81 85 37 fa 21 3d 7f 9f 4d 51 58       | TEXT 5: 48656c6c6f
                    SERVER | 01 03 48 65 6c  80 02 6c 6f            | TEXT+ 3: 48656c, CONTINUATION 2: 6c6f
                    SERVER | 89 05 48 65 6c 6c 6f                   | PING 5: 48656c6c6f
                    CLIENT | 8a 85 37 fa 21 3d 7f 9f 4d 51 58       | PONG 5: 48656c6c6f
                    CLIENT | 81 80 37 fa 21 3d                      | TEXT 0:
                    CLIENT | 82 80 37 fa 21 3d  88 80 00 00 00 00   | BINARY 0:, CLOSE 0:
                    SERVER | c1 01 ff                               | TEXT rsv4 1: ff
                    SERVER | a1 01 ff                               | TEXT rsv2 1: ff
                    SERVER | 91 01 ff                               | TEXT rsv1 1: ff
                    SERVER | 7f 01 ff                               | RESERVED+ rsv7 1: ff
                    SERVER | 83 00  87 00  8b 00                    | RESERVED 0:, RESERVED 0:, RESERVED 0:
                    SERVER | 81                                     | ''
                    SERVER | 81 05 48 65                            | TEXT 5: 4865...
                    CLIENT | 81 ff 7f ff ff ff ff ff ff ff 00 00 00 00 | TEXT 9223372036854775807: ...
                    """)
    void frames(Peer peer, String hex, String events) {
        byte[] bytes = Hex.bytes(hex);
        EverySplit.yields(events, bytes, pieces -> read(peer, pieces));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CLIENT | 81 05                         | frame not masked
                    CLIENT | 81 7e                         | frame not masked
                    CLIENT | 88 00                         | frame not masked
                    SERVER | 81 85                         | masked frame
                    SERVER | 81 7e 00 00                   | length not in shortest form
                    SERVER | 81 7e 00 7d                   | length not in shortest form
                    CLIENT | 81 fe 00 7d                   | length not in shortest form
                    SERVER | 81 7f 00 00 00 00 00 00 00 7d | length not in shortest form
                    SERVER | 81 7f 00 00 00 00 00 00 ff ff | length not in shortest form
                    SERVER | 81 7f 80 00 00 00 00 00 00 00 | length of more than 63 bits
                    CLIENT | 82 ff ff ff ff ff ff ff ff ff | length of more than 63 bits
                    """)
    void violationsAreFoundAtTheByteThatCommitsThem(Peer peer, String hex, String reason) {
        byte[] bytes = Hex.bytes(hex);
        EverySplit.yields("!1002 " + reason, bytes, pieces -> read(peer, pieces));

        byte[] butTheLast = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, butTheLast, 0, butTheLast.length);
        EverySplit.yields("", butTheLast, pieces -> read(peer, pieces));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125, 126, 127, 255, 256, 65535, 65536, 65537})
    void everyFormOfLength(int length) {
        byte[] payload = randomBytes(length, new Random(length));
        String event = "BINARY " + length + ": " + HexFormat.of().formatHex(payload);
        EverySplit.yields(
                event.strip(),
                ofServer(Opcode.BINARY, MessageSink.Part.LAST, payload),
                pieces -> read(Peer.SERVER, pieces));
        EverySplit.yields(
                event.strip(),
                ofClient(Opcode.BINARY, MessageSink.Part.LAST, payload),
                pieces -> read(Peer.CLIENT, pieces));
    }

    @RepeatedTest(200)
    void whatIsWrittenIsRead(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ByteArrayOutputStream server = new ByteArrayOutputStream();
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        List<String> events = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            Opcode opcode = OPCODES.get(random.nextInt(OPCODES.size()));
            boolean isLast = random.nextBoolean();
            MessageSink.Part part = isLast ? MessageSink.Part.LAST : MessageSink.Part.MORE;
            byte[] payload =
                    randomBytes(random.nextInt(random.nextInt(10) == 0 ? 70_000 : 200), random);
            server.writeBytes(ofServer(opcode, part, payload));
            client.writeBytes(ofClient(opcode, part, payload));
            String header = opcode + (isLast ? " " : "+ ") + payload.length + ": ";
            events.add((header + HexFormat.of().formatHex(payload)).strip());
        }
        String expected = String.join(", ", events);
        assertEquals(
                expected, read(Peer.SERVER, EverySplit.atRandom(server.toByteArray(), random)));
        assertEquals(
                expected, read(Peer.CLIENT, EverySplit.atRandom(client.toByteArray(), random)));
    }

    @Test
    void oneCallReadsOneHeaderOrOnePiece() {
        FrameReader reader = new FrameReader(Peer.SERVER);
        Recorder recorder = new Recorder();
        ByteBuffer src = Hex.buffer("81 02 48 69  81 00  82 03 01 02");
        assertTrue(reader.isBetweenFrames());
        assertFalse(reader.isWithinPayload());

        reader.read(src, recorder);
        assertEquals(2, src.position());
        assertEquals("TEXT 2: ...", recorder.events());
        assertFalse(reader.isBetweenFrames());
        assertTrue(reader.isWithinPayload());

        reader.read(src, recorder);
        assertEquals(4, src.position());
        assertEquals("TEXT 2: 4869", recorder.events());
        assertTrue(reader.isBetweenFrames());
        assertFalse(reader.isWithinPayload());

        reader.read(src, recorder);
        assertEquals(6, src.position());
        assertEquals("TEXT 2: 4869, TEXT 0:", recorder.events());
        assertTrue(reader.isBetweenFrames());
        assertFalse(reader.isWithinPayload());

        reader.read(src, recorder);
        reader.read(src, recorder);
        assertFalse(src.hasRemaining());
        assertEquals("TEXT 2: 4869, TEXT 0:, BINARY 3: 0102...", recorder.events());
        assertFalse(reader.isBetweenFrames());
        assertTrue(reader.isWithinPayload());

        reader.read(src, recorder);
        assertEquals(3, recorder.pieces);
    }

    @Test
    void halfAHeaderIsNotBetweenFrames() {
        FrameReader reader = new FrameReader(Peer.SERVER);
        reader.read(Hex.buffer("81"), new Recorder());
        assertFalse(reader.isBetweenFrames());
        assertFalse(reader.isWithinPayload());
    }

    @Test
    void aPieceIsUnmaskedWhereItLies() {
        ByteBuffer src = Hex.buffer("82 85 37 fa 21 3d 7f 9f 4d 51 58 81");
        FrameReader reader = new FrameReader(Peer.CLIENT);
        Recorder recorder = new Recorder();
        reader.read(src, recorder);
        reader.read(src, recorder);
        assertEquals("828537fa213d48656c6c6f81", Hex.of(src.rewind()));
    }

    private static String read(Peer peer, List<ByteBuffer> pieces) {
        FrameReader reader = new FrameReader(peer);
        Recorder recorder = new Recorder();
        try {
            for (ByteBuffer piece : pieces) {
                do {
                    int before = recorder.pieces;
                    reader.read(piece, recorder);
                    assertTrue(recorder.pieces <= before + 1);
                } while (piece.hasRemaining());
            }
        } catch (WebSocketException violation) {
            return "!" + violation.closeCode().code() + " " + violation.getMessage();
        }
        return recorder.events();
    }

    private static byte[] randomBytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] ofServer(Opcode opcode, MessageSink.Part part, byte[] payload) {
        ByteBuffer frame =
                ByteBuffer.allocate(FrameWriter.headerBytes(payload.length) + payload.length);
        FrameWriter.writeHeader(frame, opcode, part, payload.length);
        return frame.put(payload).array();
    }

    private static byte[] ofClient(Opcode opcode, MessageSink.Part part, byte[] payload) {
        int fin = part == MessageSink.Part.LAST ? 0x80 : 0;
        return ClientFrames.frame(fin | opcode.code(), payload);
    }

    /** One event per frame: {@code OPCODE[+] [rsv] length: payload[...]}, a plus if not final. */
    private static final class Recorder implements FrameSink {

        private final StringBuilder log = new StringBuilder();
        private boolean within;
        int pieces;

        @Override
        public void onHeader(FrameHeader header) {
            assertFalse(within);
            within = true;
            log.append(log.isEmpty() ? "" : ", ")
                    .append(header.opcode())
                    .append(header.isFinal() ? "" : "+")
                    .append(header.rsv() == 0 ? "" : " rsv" + header.rsv())
                    .append(" " + header.payloadLength() + ":");
            if (header.payloadLength() > 0) {
                log.append(" ");
            }
        }

        @Override
        public void onPayload(ByteBuffer piece, Position position) {
            assertTrue(within);
            pieces++;
            within = position == Position.WITHIN;
            log.append(Hex.of(piece));
        }

        String events() {
            return log + (within ? "..." : "");
        }
    }
}
