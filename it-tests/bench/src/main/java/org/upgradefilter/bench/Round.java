package org.upgradefilter.bench;

import org.upgradefilter.bench.client.Work;

/** What one target did in one round. */
public record Round(Work work, Cost server, Cost client) {

    double perSecond() {
        return work.inTime() * 1e9 / work.nanos();
    }

    double serverMicros() {
        return server.cpuNanos() / 1e3 / work.all();
    }

    double clientMicros() {
        return client.cpuNanos() / 1e3 / work.all();
    }

    /** Sent by the server, as it was on the wire. */
    double receivedBytes() {
        return (double) work.bytes() / work.all();
    }

    double serverAllocatedBytes() {
        return (double) server.allocatedBytes() / work.all();
    }
}
