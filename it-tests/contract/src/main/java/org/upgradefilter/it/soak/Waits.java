package org.upgradefilter.it.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long messages took to come back. For one thread at a time. */
final class Waits {

    /** Longer ones are kept each by itself. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int MOST_MILLIS = 10_000;

    private final long[] byMillis = new long[MOST_MILLIS + 1];
    private final List<Wait> longOnes = new ArrayList<>();
    private long count;
    private long worstNanos;

    /** Adds one, between two values of {@link System#nanoTime}. */
    void add(long from, long to) {
        long nanos = to - from;
        count++;
        worstNanos = Math.max(worstNanos, nanos);
        byMillis[(int) Math.min(TimeUnit.NANOSECONDS.toMillis(nanos), MOST_MILLIS)]++;
        if (nanos > LONG_NANOS) {
            longOnes.add(new Wait(from, to));
        }
    }

    Duration worst() {
        return Duration.ofNanos(worstNanos);
    }

    /** The worst when what the machine stalled is not counted; 0.3 s or less if there is none. */
    Duration worstBut(MachineStalls stalls) {
        return longOnes.stream()
                .map(
                        wait ->
                                Duration.ofNanos(wait.to - wait.from)
                                        .minus(stalls.within(wait.from, wait.to)))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ofNanos(Math.min(worstNanos, LONG_NANOS)));
    }

    /** What all but one in so many have not exceeded, in whole milliseconds. */
    int allButOneIn(int many) {
        long beyond = count / many;
        int millis = MOST_MILLIS;
        for (long seen = byMillis[millis]; seen <= beyond && millis > 0; seen += byMillis[millis]) {
            millis--;
        }
        return millis + 1;
    }

    private record Wait(long from, long to) {}
}
