package org.upgradefilter.bench;

import java.util.Locale;
import org.upgradefilter.bench.client.Compression;

/** What of a server is measured. */
enum Target {
    /** The container's own WebSocket, which the others are compared with. */
    OWN,
    /** Ours. */
    OURS,
    /** A loop over our {@code Duplex} that does as little as can be done: ours at most. */
    BARE,
    /** Such a loop over what the container itself reads and writes: anybody's at most. */
    DIRECT;

    /** What every container takes for a message without being told. */
    private static final int USUAL_BYTES = 8 * 1024;

    /** False for what knows no extension. */
    boolean does(Compression compression) {
        return compression == Compression.NONE || this == OWN || this == OURS;
    }

    String path(int messageBytes, Compression compression) {
        return switch (this) {
            case OWN -> "/own/" + Math.max(messageBytes, USUAL_BYTES);
            case OURS ->
                    switch (compression) {
                        case NONE -> "/echo";
                        case DEFLATE, FRESH -> "/echo/auto";
                        case TAKEOVER -> "/echo/takeover";
                    };
            case BARE -> "/bare";
            case DIRECT -> "/direct";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
