package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.ManualTimer;

/**
 * Reads frames and notes what comes of them: one line for each message, control frame and failure,
 * payloads in hexadecimal. On the way it checks what {@link MessageSink} is promised.
 */
final class FrameLog implements MessageSink {

    private static final Set<Integer> FAILURES = Set.of(1002, 1007, 1008, 1009);
    private static final int ROOM_BYTES = 300;

    private final WebSocketLimits limits;
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private String type = "";
    private boolean done;
    private int calls;

    private FrameLog(WebSocketLimits limits) {
        this.limits = limits;
    }

    /** The events of these pieces, which it writes to; time stands still. */
    static List<String> of(
            List<ByteBuffer> pieces,
            FrameReader.Peer peer,
            WebSocketLimits limits,
            @Nullable MessageInflater inflater) {
        FrameLog log = new FrameLog(limits);
        Overhead overhead = new Overhead(new ManualTimer(), limits.maxOverheadFrames());
        MessageAssembler assembler = new MessageAssembler(log, limits, overhead, inflater);
        try {
            log.read(new FrameReader(peer), assembler, pieces);
        } catch (WebSocketException failure) {
            int code = failure.closeCode().code();
            assertTrue(FAILURES.contains(code), () -> "fails with " + code);
            log.events.add("!" + code);
        }
        assembler.close();
        return log.events;
    }

    private void read(FrameReader reader, MessageAssembler assembler, List<ByteBuffer> pieces) {
        ByteBuffer room = ByteBuffer.allocate(ROOM_BYTES);
        for (ByteBuffer piece : pieces) {
            while (!done && (piece.hasRemaining() || assembler.isInflating())) {
                int before = piece.remaining();
                calls = 0;
                boolean isInflating = assembler.isInflating();
                if (isInflating) {
                    assembler.inflate(room.clear());
                } else {
                    reader.read(piece, assembler);
                }
                assertTrue(calls <= 1, "one piece makes at most one call");
                assertTrue(isInflating || piece.remaining() < before, "reading stands still");
            }
        }
    }

    @Override
    public void onText(CharSequence data, Part part) {
        byte[] bytes = data.toString().getBytes(StandardCharsets.UTF_8);
        assertEquals(data.toString(), new String(bytes, StandardCharsets.UTF_8), "half a pair");
        onPiece("text", bytes, part);
    }

    @Override
    public void onBinary(ByteBuffer data, Part part) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        onPiece("binary", bytes, part);
    }

    private void onPiece(String of, byte[] piece, Part part) {
        calls++;
        assertTrue(type.isEmpty() || type.equals(of), "a message of two types");
        assertTrue(part == Part.LAST || piece.length > 0, "an empty piece that is not the last");
        type = of;
        message.writeBytes(piece);
        assertTrue(message.size() <= limits.maxMessageBytes(), () -> message.size() + " bytes");
        if (part == Part.LAST) {
            events.add(type + " " + Hex.of(ByteBuffer.wrap(message.toByteArray())));
            message.reset();
            type = "";
        }
    }

    @Override
    public void onPing(ByteBuffer data) {
        onControl("ping", data);
    }

    @Override
    public void onPong(ByteBuffer data) {
        onControl("pong", data);
    }

    @Override
    public void onClose(int code, String reason) {
        assertTrue(code == 1005 || CloseCode.mayBeSent(code), () -> "closed with " + code);
        done = true;
        onControl("close " + code, StandardCharsets.UTF_8.encode(reason));
    }

    private void onControl(String event, ByteBuffer payload) {
        calls++;
        assertTrue(payload.remaining() <= 125, "a control frame of more than 125 bytes");
        events.add(event + " " + Hex.of(payload));
    }
}
