package org.upgradefilter.bench;

import org.upgradefilter.bench.client.LoadClient.Echoed;

/** What one target did in one round. */
record Round(Echoed echoed, Cost server, Cost client) {

    double messagesPerSecond() {
        return echoed.inTime() * 1e9 / echoed.nanos();
    }

    double serverMicrosPerMessage() {
        return server.cpuNanos() / 1e3 / echoed.all();
    }

    double clientMicrosPerMessage() {
        return client.cpuNanos() / 1e3 / echoed.all();
    }

    /** As it was on the wire. */
    double echoBytesPerMessage() {
        return (double) echoed.bytes() / echoed.all();
    }

    double serverBytesPerMessage() {
        return (double) server.allocatedBytes() / echoed.all();
    }
}
