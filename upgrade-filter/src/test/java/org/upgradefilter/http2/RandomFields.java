package org.upgradefilter.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fields as they come and come again, mostly. */
final class RandomFields {

    private static final List<String> OTHER_NAMES =
            List.of(
                    "x-a",
                    "x-b",
                    "sec-fetch-mode",
                    "sec-websocket-version",
                    "x-" + "long".repeat(60));

    private final Random random;

    RandomFields(Random random) {
        this.random = random;
    }

    List<String> next() {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            lines.add(FieldLines.line(name(), value()));
        }
        return lines;
    }

    private String name() {
        int choice = random.nextInt(20);
        if (choice == 0) {
            return "x-" + random.nextInt(1_000);
        }
        if (choice < 6) {
            return OTHER_NAMES.get(random.nextInt(OTHER_NAMES.size()));
        }
        // Without those of requests, whose order Netty changes.
        return StaticTable.name(15 + random.nextInt(StaticTable.SIZE - 14));
    }

    private String value() {
        int choice = random.nextInt(20);
        if (choice < 12) {
            return "value " + random.nextInt(4);
        }
        if (choice < 14) {
            return "gzip, deflate";
        }
        int length = choice < 19 ? random.nextInt(40) : random.nextInt(3_000);
        StringBuilder value = new StringBuilder(length);
        int from = random.nextInt(3) == 0 ? 0 : ' ';
        int to = random.nextInt(3) == 0 ? 0xFF : '~';
        for (int i = 0; i < length; i++) {
            value.append((char) (from + random.nextInt(to - from + 1)));
        }
        return value.toString();
    }
}
