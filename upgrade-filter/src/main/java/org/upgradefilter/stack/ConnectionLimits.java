package org.upgradefilter.stack;

import java.time.Duration;

/**
 * How many upgraded connections there may be, and how long their end may take.
 *
 * @param maxConnections altogether
 * @param shutdownTimeout how long the peers are waited for when everything stops
 * @param maxConnectionsPerAddress of one client address; 0 for no limit
 */
public record ConnectionLimits(
        int maxConnections, Duration shutdownTimeout, int maxConnectionsPerAddress) {

    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(100_000, Duration.ofSeconds(10), 0);

    /**
     * Reads the settings of a filter, or of whatever else the connections belong to.
     *
     * @throws IllegalArgumentException if one is not valid; the message says what would be right
     */
    public static ConnectionLimits read(Options options) {
        return new ConnectionLimits(
                options.count("maxConnections", 1, DEFAULT.maxConnections),
                options.millis("shutdownTimeoutMs", DEFAULT.shutdownTimeout),
                options.count("maxConnectionsPerAddress", 0, DEFAULT.maxConnectionsPerAddress));
    }
}
