package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.upgradefilter.websocket.MessageSink.Part;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

/**
 * Any messages, in any fragments: deflated into frames and read again, they are what they were.
 *
 * <p>The first byte says with bit 0 whether the context is taken over, and with bits 1 to 3 how
 * large the window is; the second what the rest is cut into, a text that ends up as up to three
 * messages.
 */
public final class DeflaterFuzz {

    private static final WebSocketLimits LIMITS = new WebSocketLimits(1 << 20, 1 << 10, 1 << 10);

    /** One for all runs, so that streams are used again. */
    private static final CompressionMemory MEMORY = new CompressionMemory(4 << 20);

    private DeflaterFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Context context = (input[0] & 1) == 0 ? Context.FRESH : Context.TAKEN_OVER;
        int bits = 8 + (input[0] >> 1 & 7);
        // A limited window is never taken over.
        Window window =
                context == Context.TAKEN_OVER ? Window.UNLIMITED : new Window(Optional.of(bits));
        PerMessageDeflate deflate = new PerMessageDeflate(context, window, context);
        Random random = new Random(input[1]);
        MessageDeflater deflater = new MessageDeflater(deflate, MEMORY);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        List<String> messages = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            byte[] message =
                    Arrays.copyOfRange(input, 2, input.length - random.nextInt(input.length - 1));
            messages.add("binary " + Hex.of(ByteBuffer.wrap(message)));
            write(deflater, message, random, wire);
        }
        assertEquals(0, MEMORY.usedBytes());
        List<ByteBuffer> pieces = EverySplit.atRandom(wire.toByteArray(), random);
        assertEquals(
                messages,
                FrameLog.of(
                        pieces,
                        FrameReader.Peer.SERVER,
                        LIMITS,
                        new MessageInflater(deflate, MEMORY)));
    }

    private static void write(
            MessageDeflater deflater, byte[] message, Random random, ByteArrayOutputStream wire) {
        int start = 0;
        Opcode opcode = Opcode.BINARY;
        for (int left = random.nextInt(4); left >= 0; left--) {
            int end =
                    left == 0 ? message.length : start + random.nextInt(message.length - start + 1);
            ByteBuffer fragment = ByteBuffer.wrap(message, start, end - start);
            start = end;
            write(deflater, opcode, left == 0 ? Part.LAST : Part.MORE, fragment, random, wire);
            opcode = Opcode.CONTINUATION;
        }
    }

    private static void write(
            MessageDeflater deflater,
            Opcode opcode,
            Part part,
            ByteBuffer fragment,
            Random random,
            ByteArrayOutputStream wire) {
        Outgoing frame = new Outgoing(opcode, part, fragment, null, Thread.currentThread());
        if (!deflater.takes(frame)) {
            assertTrue(fragment.remaining() < 128, "a long message goes uncompressed");
            byte[] payload = new byte[fragment.remaining()];
            fragment.get(payload);
            ByteBuffer header = ByteBuffer.allocate(FrameWriter.headerBytes(payload.length));
            FrameWriter.writeHeader(header, opcode, part, payload.length);
            wire.writeBytes(header.array());
            wire.writeBytes(payload);
            return;
        }
        boolean isDone = false;
        while (!isDone) {
            ByteBuffer room =
                    ByteBuffer.allocate(MessageDeflater.MIN_ROOM_BYTES + random.nextInt(1_000));
            isDone = deflater.writeFrame(frame, room);
            wire.write(room.array(), 0, room.position());
        }
        assertFalse(fragment.hasRemaining());
    }
}
