package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The masking of client frames: an exclusive or with a repeated key of four bytes (RFC 6455 §5.3).
 */
final class Masking {

    private Masking() {}

    /**
     * Masks the remaining bytes of {@code piece} in place, or unmasks them, for both are the same.
     * Position, limit and byte order stay as they are and do not matter.
     *
     * @param key its first byte, the highest, is for the first byte of the piece
     * @return the key for the piece that follows this one
     */
    static int xor(ByteBuffer piece, int key) {
        long twice = (key & 0xFFFF_FFFFL) << 32 | (key & 0xFFFF_FFFFL);
        long mask = piece.order() == ByteOrder.BIG_ENDIAN ? twice : Long.reverseBytes(twice);
        int end = piece.limit();
        int at = piece.position();
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            piece.putLong(at, piece.getLong(at) ^ mask);
        }
        int next = key;
        for (; at < end; at++) {
            next = Integer.rotateLeft(next, 8);
            piece.put(at, (byte) (piece.get(at) ^ next));
        }
        return next;
    }
}
