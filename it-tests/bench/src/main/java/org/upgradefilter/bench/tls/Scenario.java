package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.util.Locale;

/**
 * What the clients do.
 *
 * @param amount how many connections they keep open, or how many MiB one answer or request has; 0
 *     where neither is asked
 */
record Scenario(Task task, Version version, int amount) {

    OpenLoad load(Address address) throws IOException {
        return switch (task) {
            case HANDSHAKE -> handshakes(address, HandshakeLoad.Kind.FULL);
            case RESUMPTION -> handshakes(address, HandshakeLoad.Kind.RESUMED);
            case CALLS -> CallLoad.open(address, version, amount);
            case DOWN -> bulk(address, BulkLoad.Direction.DOWN);
            case UP -> bulk(address, BulkLoad.Direction.UP);
        };
    }

    private HandshakeLoad handshakes(Address address, HandshakeLoad.Kind kind) {
        return new HandshakeLoad(address, version, kind);
    }

    private BulkLoad bulk(Address address, BulkLoad.Direction direction) throws IOException {
        return BulkLoad.open(address, version, direction, amount);
    }

    @Override
    public String toString() {
        String name = task.name().toLowerCase(Locale.ROOT) + ", " + version;
        return switch (task) {
            case HANDSHAKE, RESUMPTION -> name;
            case CALLS -> name + ", " + amount + " connections";
            case DOWN, UP -> name + ", " + amount + " MiB";
        };
    }
}
