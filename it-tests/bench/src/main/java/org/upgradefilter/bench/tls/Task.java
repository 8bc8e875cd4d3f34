package org.upgradefilter.bench.tls;

import java.util.List;
import org.upgradefilter.bench.RoundTable.Unit;

/** What clients want of a server. */
enum Task {
    /** A new connection, with nothing to resume, and one answer. */
    HANDSHAKE,
    /** The same, resuming the session of the connection before. */
    RESUMPTION,
    /** Small answers on connections that stay open. */
    CALLS,
    /** Large answers. */
    DOWN,
    /** Large requests. */
    UP;

    private static final Unit HANDSHAKES = Unit.of("handshake");
    private static final Unit REQUESTS = Unit.of("request");
    private static final Unit MEBIBYTES = new Unit("MiB", "MiB");

    /** What is counted, each in a table of its own. */
    static final List<Unit> UNITS = List.of(HANDSHAKES, REQUESTS, MEBIBYTES);

    Unit unit() {
        return switch (this) {
            case HANDSHAKE, RESUMPTION -> HANDSHAKES;
            case CALLS -> REQUESTS;
            case DOWN, UP -> MEBIBYTES;
        };
    }
}
