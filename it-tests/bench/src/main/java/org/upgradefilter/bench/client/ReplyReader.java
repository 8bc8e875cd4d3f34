package org.upgradefilter.bench.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Counts the messages in a server's bytes, split anywhere (RFC 6455 §5.2). For one connection. */
final class ReplyReader {

    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final ByteBuffer header = ByteBuffer.allocate(10);
    private long payloadLeft;

    /** What the message must be that is being received; null if only counted. */
    private byte @Nullable [] expected;

    /** Of that message, as it is on the wire. */
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    private boolean compressed;

    /** The next message must be {@code message}, and refer to none before it. */
    void expect(byte[] message) {
        expected = message;
    }

    /**
     * How many messages ended in {@code bytes}, all of which is consumed.
     *
     * @throws IllegalStateException if the server closed, or an echo is not what was sent
     */
    int count(ByteBuffer bytes) {
        int messages = 0;
        while (bytes.hasRemaining()) {
            if (payloadLeft == 0) {
                header.put(bytes.get());
                if (header.position() < headerBytes()) {
                    continue;
                }
                payloadLeft = begin();
            } else {
                int count = (int) Math.min(payloadLeft, bytes.remaining());
                take(bytes, count);
                payloadLeft -= count;
            }
            if (payloadLeft == 0 && (header.get(0) & FINAL) != 0) {
                messages++;
                check();
            }
        }
        return messages;
    }

    private int headerBytes() {
        if (header.position() < 2) {
            return 2;
        }
        return switch (header.get(1)) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    private long begin() {
        long length =
                switch (header.get(1)) {
                    case 126 -> header.getShort(2) & 0xFFFF;
                    case 127 -> header.getLong(2);
                    default -> header.get(1);
                };
        if ((header.get(0) & OPCODE) >= CLOSE) {
            throw new IllegalStateException(
                    "the server sent a control frame, opcode " + (header.get(0) & OPCODE));
        }
        compressed |= (header.get(0) & COMPRESSED) != 0;
        header.clear();
        return length;
    }

    private void take(ByteBuffer bytes, int count) {
        if (expected != null) {
            byte[] piece = new byte[count];
            bytes.get(piece);
            payload.writeBytes(piece);
        } else {
            bytes.position(bytes.position() + count);
        }
    }

    private void check() {
        if (expected != null) {
            byte[] received = payload.toByteArray();
            if (!(compressed
                    ? inflatesTo(expected, received)
                    : Arrays.equals(expected, received))) {
                throw new IllegalStateException("an echo is not what was sent");
            }
            expected = null;
            payload.reset();
        }
        compressed = false;
    }

    /**
     * True if {@code deflated}, with what the sender left out (RFC 7692 §7.2.2), is {@code text}.
     */
    private static boolean inflatesTo(byte[] text, byte[] deflated) {
        byte[] complete = Arrays.copyOf(deflated, deflated.length + TAIL.length);
        System.arraycopy(TAIL, 0, complete, deflated.length, TAIL.length);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(complete);
            byte[] inflated = new byte[text.length + 1];
            int length = inflater.inflate(inflated);
            return Arrays.equals(inflated, 0, length, text, 0, text.length);
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }
}
