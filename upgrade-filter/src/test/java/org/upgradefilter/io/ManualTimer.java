package org.upgradefilter.io;

import java.time.Duration;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;

/** A {@link Timer} whose time passes when the test says so, on the test's thread. */
public final class ManualTimer implements Timer {

    private final NavigableSet<Task> tasks =
            new TreeSet<>(Comparator.comparing(Task::due).thenComparing(Task::number));
    private Duration now = Duration.ZERO;
    private int scheduled;

    @Override
    public Timeout schedule(Duration delay, Runnable action) {
        Task task = new Task(now.plus(delay), scheduled++, action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public long nanoTime() {
        return now.toNanos();
    }

    /**
     * Lets {@code duration} pass and runs what falls due, its end included: the earliest first, and
     * of the same instant the first that was scheduled.
     */
    public void advance(Duration duration) {
        Duration end = now.plus(duration);
        while (!tasks.isEmpty() && tasks.first().due.compareTo(end) <= 0) {
            Task next = tasks.pollFirst();
            // A task that was scheduled with a negative delay does not turn time back.
            now = next.due.compareTo(now) > 0 ? next.due : now;
            next.action.run();
        }
        now = end;
    }

    /** How much time has passed. */
    public Duration now() {
        return now;
    }

    /** How many tasks wait. */
    public int pending() {
        return tasks.size();
    }

    private record Task(Duration due, int number, Runnable action) {}
}
