package org.upgradefilter.bench.http2;

import java.util.Locale;

/** What is wanted, and how often at once. */
record Scenario(Task task, Streams streams) {

    @Override
    public String toString() {
        return task.name().toLowerCase(Locale.ROOT) + ", " + streams;
    }
}
