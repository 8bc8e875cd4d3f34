package org.upgradefilter.it;

import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Binary messages of random sizes in random fragments, a stream of bytes that is never in memory as
 * a whole; always the same for the same seed.
 */
final class RandomFrames {

    private static final int MAX_FRAGMENT_BYTES = 200_000;

    private final Random random;
    private final CRC32C sum = new CRC32C();
    private long left;
    private boolean within;

    /**
     * @param payloadBytes of all messages together
     */
    RandomFrames(long seed, long payloadBytes) {
        random = new Random(seed);
        left = payloadBytes;
    }

    /** The next frame; null if all was said. */
    byte[] next() {
        if (left == 0 && !within) {
            return null;
        }
        byte[] payload = new byte[(int) Math.min(left, size())];
        random.nextBytes(payload);
        sum.update(payload);
        left -= payload.length;
        boolean last = left == 0 || random.nextInt(10) == 0;
        int flags = (within ? Frame.CONTINUATION : Frame.BINARY) | (last ? ClientFrames.FIN : 0);
        within = !last;
        return ClientFrames.frame(flags, payload);
    }

    /** Mostly small, at times nothing, and some that no buffer holds. */
    private int size() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(200);
            case 2, 3 -> 1 + random.nextInt(20_000);
            default -> 1 + random.nextInt(MAX_FRAGMENT_BYTES);
        };
    }

    /** A checksum of the payload so far. */
    long sum() {
        return sum.getValue();
    }
}
