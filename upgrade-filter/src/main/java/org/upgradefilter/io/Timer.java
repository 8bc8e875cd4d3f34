package org.upgradefilter.io;

import java.time.Duration;

/**
 * Runs a task once, later. Any thread may schedule and cancel.
 *
 * <p>A task runs on the timer's own thread, must not block, and normally only posts to a {@link
 * Strand}. It may still run when it is cancelled too late, so it must check whether it is wanted.
 */
@FunctionalInterface
public interface Timer {

    /**
     * Runs {@code task} after {@code delay}.
     *
     * @return the way to call it off
     */
    Timeout schedule(Duration delay, Runnable task);

    /** How late it is, in nanoseconds from an arbitrary beginning; any thread. */
    default long nanoTime() {
        return System.nanoTime();
    }

    /** A task that was scheduled. */
    @FunctionalInterface
    interface Timeout {

        /** A timeout nobody waits for. */
        Timeout NONE = () -> {};

        /** Calls the task off if it has not begun. Idempotent; any thread. */
        void cancel();
    }
}
