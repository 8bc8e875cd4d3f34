package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.upgradefilter.websocket.MessageSink.Part;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

/**
 * Any bytes for a compressed message, in any pieces, into rooms of any size: what comes out is what
 * the JDK's inflater makes of it at once, and each call but the last fills its room.
 *
 * <p>The first byte says with bit 0 whether the context is taken over; the second how the message
 * is split, and how much room there is. The message comes twice.
 */
public final class InflaterFuzz {

    private static final Set<CloseCode> FAILURES =
            Set.of(CloseCode.INVALID_PAYLOAD, CloseCode.POLICY_VIOLATION);
    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final byte[] LAST_BLOCK = {1, 0, 0, -1, -1};

    /** DEFLATE's own limit: two bits for 258 bytes at best. */
    private static final int MAX_INFLATION = 1_032;

    /** What becomes larger may be refused for its ratio. */
    private static final int MIN_SUSPECT_BYTES = 1 << 20;

    private static final int MAX_INPUT_BYTES = 8_192;

    /** One for all runs, so that streams are used again. */
    private static final CompressionMemory MEMORY = new CompressionMemory(1 << 20);

    private InflaterFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2 || input.length > MAX_INPUT_BYTES) {
            return;
        }
        Context context = (input[0] & 1) == 0 ? Context.FRESH : Context.TAKEN_OVER;
        byte[] message = Arrays.copyOfRange(input, 2, input.length);
        Optional<byte[]> whole =
                inflateTwice(message, context, List.of(ByteBuffer.wrap(message)), 1 << 14);
        Random random = new Random(input[1]);
        int roomBytes = 1 + random.nextInt(1 << (1 + random.nextInt(14)));
        Optional<byte[]> pieces =
                inflateTwice(message, context, EverySplit.atRandom(message, random), roomBytes);
        if (whole.isPresent() && pieces.isPresent()) {
            assertArrayEquals(whole.get(), pieces.get(), "in pieces");
        }
    }

    /** What the message becomes behind itself; empty if it fails. */
    private static Optional<byte[]> inflateTwice(
            byte[] message, Context context, List<ByteBuffer> pieces, int roomBytes) {
        MessageInflater inflater =
                new MessageInflater(
                        new PerMessageDeflate(Context.FRESH, Window.UNLIMITED, context), MEMORY);
        Optional<byte[]> first = inflate(inflater, pieces, roomBytes);
        compare(message, new byte[0], first);
        if (first.isPresent()) {
            byte[] window = context == Context.FRESH ? new byte[0] : first.get();
            Optional<byte[]> second = inflate(inflater, pieces, roomBytes);
            compare(message, window, second);
            first = second;
        }
        inflater.close();
        assertEquals(0, MEMORY.usedBytes());
        return first;
    }

    private static Optional<byte[]> inflate(
            MessageInflater inflater, List<ByteBuffer> pieces, int roomBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (ByteBuffer piece : pieces) {
                inflate(inflater, piece.duplicate(), Part.MORE, roomBytes, out);
            }
            inflate(inflater, ByteBuffer.allocate(0), Part.LAST, roomBytes, out);
            return Optional.of(out.toByteArray());
        } catch (WebSocketException failure) {
            assertTrue(FAILURES.contains(failure.closeCode()), failure.closeCode().name());
            return Optional.empty();
        }
    }

    private static void inflate(
            MessageInflater inflater,
            ByteBuffer piece,
            Part part,
            int roomBytes,
            ByteArrayOutputStream out) {
        int most = MAX_INFLATION * (piece.remaining() + 300);
        int before = out.size();
        Part reached = Part.MORE;
        inflater.add(piece, part);
        ByteBuffer room = ByteBuffer.allocate(roomBytes);
        while (inflater.isInflating()) {
            reached = inflater.inflate(room.clear());
            out.write(room.array(), 0, room.position());
            assertTrue(
                    room.position() == roomBytes || !inflater.isInflating(),
                    "there was room, and not all was inflated");
            assertTrue(out.size() - before <= most, "more than DEFLATE can say");
        }
        assertEquals(part, reached);
    }

    private static void compare(byte[] message, byte[] window, Optional<byte[]> inflated) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Inflater jdk = new Inflater(true);
        try {
            jdk.setDictionary(
                    window,
                    Math.max(0, window.length - (1 << 15)),
                    Math.min(window.length, 1 << 15));
            if (!inflateAll(jdk, message, out)) {
                // A last block within: what may follow is not zlib's affair but RFC 7692's.
                return;
            }
            int length = out.size();
            boolean ends =
                    inflateAll(jdk, TAIL, out)
                            && !inflateAll(jdk, LAST_BLOCK, out)
                            && jdk.getRemaining() == 0
                            // Else the tail went into a block that was cut off.
                            && out.size() == length;
            if (!ends) {
                assertTrue(inflated.isEmpty(), "an incomplete message was taken");
            } else if (length < MIN_SUSPECT_BYTES) {
                assertTrue(inflated.isPresent(), "a sound message was refused");
                assertArrayEquals(out.toByteArray(), inflated.get());
            }
        } catch (DataFormatException e) {
            assertTrue(inflated.isEmpty(), "a damaged message was taken");
        } finally {
            jdk.end();
        }
    }

    /** False if there is a last block. */
    private static boolean inflateAll(Inflater jdk, byte[] bytes, ByteArrayOutputStream out)
            throws DataFormatException {
        jdk.setInput(bytes);
        byte[] some = new byte[1 << 14];
        int count = jdk.inflate(some);
        while (count > 0) {
            out.write(some, 0, count);
            count = jdk.inflate(some);
        }
        return !jdk.finished();
    }
}
