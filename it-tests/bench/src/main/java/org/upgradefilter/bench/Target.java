package org.upgradefilter.bench;

import java.util.Locale;

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

    String path(int messageBytes) {
        return switch (this) {
            case OWN -> "/own/" + Math.max(messageBytes, USUAL_BYTES);
            case OURS -> "/echo";
            case BARE -> "/bare";
            case DIRECT -> "/direct";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
