package org.upgradefilter.it.soak;

import java.nio.ByteBuffer;
import org.upgradefilter.it.ClientFrames;
import org.upgradefilter.it.Frame;

/**
 * What an honest client says at its turn: unlike what any other client says, and what it says
 * itself at any other turn. Mostly a few bytes, some 16 KiB, now and then 256 KiB.
 *
 * @param client counted from 0
 * @param number counted from 0
 */
record NumberedMessage(int client, int number) {

    private static final int LARGE_BYTES = 16 << 10;
    private static final int HUGE_BYTES = 256 << 10;

    int opcode() {
        return number % 2 == 0 ? Frame.TEXT : Frame.BINARY;
    }

    int bytes() {
        int draw = (int) ((seed() >>> 33) % 1000);
        if (draw < 3) {
            return HUGE_BYTES;
        }
        return draw < 50 ? LARGE_BYTES : draw % 200;
    }

    /** Printable, so that text can be cut anywhere. */
    private static byte at(long seed, int index) {
        return (byte) (' ' + (((seed + index) * 0x9E3779B97F4A7C15L) >>> 58));
    }

    private long seed() {
        long seed = (((long) client << 32) | number) * 0xBF58476D1CE4E5B9L;
        return (seed ^ (seed >>> 29)) * 0x94D049BB133111EBL;
    }

    /** The whole of it in one masked frame. */
    ByteBuffer frame() {
        byte[] payload = new byte[bytes()];
        long seed = seed();
        for (int i = 0; i < payload.length; i++) {
            payload[i] = at(seed, i);
        }
        return ByteBuffer.wrap(ClientFrames.frame(ClientFrames.FIN | opcode(), payload));
    }

    /** Whether this is what stands in the message from {@code offset} on. */
    boolean has(ByteBuffer piece, int offset) {
        if (piece.remaining() > bytes() - offset) {
            return false;
        }
        long seed = seed();
        for (int i = 0; i < piece.remaining(); i++) {
            if (piece.get(piece.position() + i) != at(seed, offset + i)) {
                return false;
            }
        }
        return true;
    }
}
