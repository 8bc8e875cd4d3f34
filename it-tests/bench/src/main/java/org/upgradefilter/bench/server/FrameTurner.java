package org.upgradefilter.bench.server;

import java.nio.ByteBuffer;

/**
 * Makes a server's frames of a client's, split anywhere: the same header without its key, the same
 * payload without its mask (RFC 6455 §5.2, §5.3). Checks nothing. For one connection.
 */
final class FrameTurner {

    /**
     * How many bytes must be free before those to be turned: a header whose last byte came alone is
     * put there.
     */
    static final int HEADROOM = 16;

    private static final int LENGTH = 0x7F;
    private static final int KEY_BYTES = 4;

    private final ByteBuffer header = ByteBuffer.allocate(14);
    private long payloadLeft;
    private int key;

    /** A buffer that can be read into and then turned. */
    static ByteBuffer buffer() {
        return clear(ByteBuffer.allocate(HEADROOM + 16 * 1024));
    }

    /** Makes {@code buffer} ready to be read into. */
    static ByteBuffer clear(ByteBuffer buffer) {
        return buffer.clear().position(HEADROOM);
    }

    /** Turns what was read into {@code buffer}, which is ready to be written then. */
    void turn(ByteBuffer buffer) {
        int end = buffer.position();
        int in = HEADROOM;
        int out = 0;
        while (in < end) {
            if (payloadLeft == 0) {
                header.put(buffer.get(in++));
                if (header.position() == headerBytes()) {
                    out = beginReply(buffer, out);
                }
            } else {
                int count = (int) Math.min(payloadLeft, end - in);
                unmask(buffer, in, out, count);
                in += count;
                out += count;
                payloadLeft -= count;
            }
        }
        buffer.position(0).limit(out);
    }

    /** More than there are as long as the length is not known. */
    private int headerBytes() {
        return header.position() < 2 ? 2 + KEY_BYTES : 2 + lengthBytes() + KEY_BYTES;
    }

    private int lengthBytes() {
        return switch (header.get(1) & LENGTH) {
            case 126 -> Short.BYTES;
            case 127 -> Long.BYTES;
            default -> 0;
        };
    }

    private int beginReply(ByteBuffer buffer, int out) {
        payloadLeft =
                switch (lengthBytes()) {
                    case Short.BYTES -> header.getShort(2) & 0xFFFF;
                    case Long.BYTES -> header.getLong(2);
                    default -> header.get(1) & LENGTH;
                };
        int unkeyed = header.position() - KEY_BYTES;
        key = header.getInt(unkeyed);
        header.put(1, (byte) (header.get(1) & LENGTH));
        buffer.put(out, header, 0, unkeyed);
        header.clear();
        return out + unkeyed;
    }

    /** Always to a place before the one it is read from, so nothing unread is overwritten. */
    private void unmask(ByteBuffer buffer, int in, int out, int count) {
        long mask = (key & 0xFFFF_FFFFL) << 32 | (key & 0xFFFF_FFFFL);
        int at = 0;
        for (; at <= count - Long.BYTES; at += Long.BYTES) {
            buffer.putLong(out + at, buffer.getLong(in + at) ^ mask);
        }
        for (; at < count; at++) {
            key = Integer.rotateLeft(key, 8);
            buffer.put(out + at, (byte) (buffer.get(in + at) ^ key));
        }
    }
}
