package org.upgradefilter.servlet;

import org.upgradefilter.stack.ConnectionLimits;

/**
 * How the gate carries out what is judged.
 *
 * @param enforcement whether it does at all
 * @param ignored what becomes of the fields of an ignored offer
 * @param maxConnections how many upgraded connections there may be; more are answered 503.
 *     Handshakes under way at the same time may exceed it by as many
 * @param forwarding what proxies say of clients
 * @param maxConnectionsPerAddress likewise, for each client address; 0 for no limit
 */
record GateSettings(
        Enforcement enforcement,
        Ignored ignored,
        int maxConnections,
        Forwarding forwarding,
        int maxConnectionsPerAddress) {

    static final GateSettings DEFAULT =
            new GateSettings(
                    Enforcement.ENFORCED,
                    Ignored.VISIBLE,
                    ConnectionLimits.DEFAULT.maxConnections(),
                    Forwarding.NONE,
                    ConnectionLimits.DEFAULT.maxConnectionsPerAddress());

    GateSettings with(Enforcement other) {
        return new GateSettings(
                other, ignored, maxConnections, forwarding, maxConnectionsPerAddress);
    }

    GateSettings with(Ignored other) {
        return new GateSettings(
                enforcement, other, maxConnections, forwarding, maxConnectionsPerAddress);
    }

    GateSettings with(Forwarding other) {
        return new GateSettings(
                enforcement, ignored, maxConnections, other, maxConnectionsPerAddress);
    }

    GateSettings withMaxConnections(int most) {
        return new GateSettings(enforcement, ignored, most, forwarding, maxConnectionsPerAddress);
    }

    GateSettings withMaxConnectionsPerAddress(int most) {
        return new GateSettings(enforcement, ignored, maxConnections, forwarding, most);
    }

    /** Whether judgements are carried out. */
    enum Enforcement {
        ENFORCED,
        /** Judged, counted and logged, and every request passes. */
        OBSERVED
    }

    /** Whether the rest of the chain sees the fields of an ignored offer. */
    enum Ignored {
        VISIBLE,
        HIDDEN
    }
}
