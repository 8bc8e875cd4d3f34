package org.upgradefilter.websocket;

import java.util.Random;

/** Messages that compress well, badly or not at all, of any length. */
final class RandomMessage {

    private RandomMessage() {}

    static byte[] of(Random random) {
        byte[] message = new byte[length(random)];
        int alphabet = 1 + random.nextInt(random.nextBoolean() ? 4 : 256);
        for (int i = 0; i < message.length; i++) {
            boolean repeats = i > 500 && random.nextInt(4) == 0;
            message[i] =
                    repeats
                            ? message[i - 1 - random.nextInt(500)]
                            : (byte) random.nextInt(alphabet);
        }
        return message;
    }

    private static int length(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(5);
            case 2, 3 -> random.nextInt(300);
            case 4 -> random.nextInt(5_000);
            default -> random.nextInt(50_000);
        };
    }
}
