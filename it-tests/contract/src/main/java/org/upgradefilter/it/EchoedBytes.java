package org.upgradefilter.it;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Adds up the payload of a server's frames, cut anywhere, and keeps none of it. */
final class EchoedBytes {

    private final CRC32C sum = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(10);
    private long payloadBytes;
    private long missing;

    /** Takes the next bytes of the stream. */
    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (missing == 0) {
                addHead(bytes.get());
            } else {
                int count = (int) Math.min(missing, bytes.remaining());
                ByteBuffer piece = bytes.slice(bytes.position(), count);
                bytes.position(bytes.position() + count);
                missing -= count;
                payloadBytes += count;
                sum.update(piece);
            }
        }
    }

    private void addHead(byte next) {
        head.put(next);
        if (head.position() == 1) {
            int opcode = next & 0x7F;
            if (opcode != Frame.BINARY && opcode != Frame.CONTINUATION) {
                throw new AssertionError("a piece of a message expected, not " + opcode);
            }
            return;
        }
        int length = head.get(1);
        int headBytes = length == 127 ? 10 : length == 126 ? 4 : 2;
        if (head.position() == headBytes) {
            missing =
                    switch (length) {
                        case 126 -> head.getShort(2) & 0xFFFF;
                        case 127 -> head.getLong(2);
                        default -> length;
                    };
            head.clear();
        }
    }

    long payloadBytes() {
        return payloadBytes;
    }

    long sum() {
        return sum.getValue();
    }
}
