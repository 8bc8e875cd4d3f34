package org.upgradefilter.bench.http2;

import java.util.List;
import org.upgradefilter.bench.RoundTable.Unit;

/** What clients want of a server. */
enum Task {
    /** Answers of 20 bytes. */
    SMALL,
    /** Answers of 16 KiB. */
    LARGE,
    /** Answers of many MiB. */
    DOWN,
    /** Requests of many MiB. */
    UP;

    private static final Unit REQUESTS = Unit.of("request");
    private static final Unit MEBIBYTES = new Unit("MiB", "MiB");

    /** What is counted, each in a table of its own. */
    static final List<Unit> UNITS = List.of(REQUESTS, MEBIBYTES);

    Unit unit() {
        return switch (this) {
            case SMALL, LARGE -> REQUESTS;
            case DOWN, UP -> MEBIBYTES;
        };
    }
}
