package org.upgradefilter.bench;

import java.util.Locale;
import org.upgradefilter.bench.client.Compression;
import org.upgradefilter.bench.client.Message;

/** What the clients do. */
record Scenario(
        Pattern pattern, Kind kind, MessageSize size, int connections, Compression compression) {

    /** How many messages are on their way at a time. */
    enum Pattern {
        /** One on each connection. */
        PINGPONG(1),
        /** Sixteen on each connection. */
        PIPELINED(16);

        private final int depth;

        Pattern(int depth) {
            this.depth = depth;
        }

        int depth() {
            return depth;
        }
    }

    /** What the messages are. */
    enum Kind {
        TEXT,
        BINARY
    }

    /** How large a message is. */
    record MessageSize(int bytes) {

        @Override
        public String toString() {
            if (bytes >= 1 << 20) {
                return (bytes >> 20) + " MiB";
            }
            return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
        }
    }

    Message message() {
        return kind == Kind.TEXT ? Message.text(size.bytes()) : Message.binary(size.bytes());
    }

    /** False if a server would need gigabytes for so many whole messages. */
    boolean isAffordable() {
        return (long) size.bytes() * connections <= 64L << 20;
    }

    @Override
    public String toString() {
        return (pattern + ", " + kind + " " + size + ", " + connections + " connections")
                        .toLowerCase(Locale.ROOT)
                        .replace("kib", "KiB")
                        .replace("mib", "MiB")
                        .replace(" b,", " B,")
                + (compression == Compression.NONE
                        ? ""
                        : ", " + compression.name().toLowerCase(Locale.ROOT));
    }
}
