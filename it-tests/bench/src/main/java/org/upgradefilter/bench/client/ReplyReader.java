package org.upgradefilter.bench.client;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Counts the messages in a server's bytes, split anywhere (RFC 6455 §5.2). For one connection. */
final class ReplyReader {

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;

    private final ByteBuffer header = ByteBuffer.allocate(10);
    private long payloadLeft;

    /** What is left of the message that an echo must be; null if only counted. */
    private @Nullable ByteBuffer expected;

    /**
     * From here on, the payload of one message must be {@code payload}, unless it is compressed.
     */
    void expect(ByteBuffer payload) {
        expected = payload.duplicate();
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
                skip(bytes, count);
                payloadLeft -= count;
            }
            if (payloadLeft == 0 && (header.get(0) & FINAL) != 0) {
                messages++;
                checkComplete();
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
        if ((header.get(0) & RESERVED) != 0) {
            expected = null;
        }
        header.clear();
        return length;
    }

    private void skip(ByteBuffer bytes, int count) {
        if (expected != null) {
            if (expected.remaining() < count
                    || !expected.slice(expected.position(), count)
                            .equals(bytes.slice(bytes.position(), count))) {
                throw new IllegalStateException("an echo is not what was sent");
            }
            expected.position(expected.position() + count);
        }
        bytes.position(bytes.position() + count);
    }

    private void checkComplete() {
        if (expected != null && expected.hasRemaining()) {
            throw new IllegalStateException("an echo is shorter than what was sent");
        }
        expected = null;
    }
}
