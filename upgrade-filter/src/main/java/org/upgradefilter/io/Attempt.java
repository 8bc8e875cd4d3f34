package org.upgradefilter.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A step that is taken on a strand by the thread that wants it, or not at all: nobody waits. */
public final class Attempt implements Runnable {

    private final Step step;
    private final Runnable retry;
    private final Thread caller = Thread.currentThread();

    // Plain on purpose: only the caller writes and reads them.
    private int outcome;
    private @Nullable IOException broken;
    private @Nullable RuntimeException failed;

    private Attempt(Step step, Runnable retry) {
        this.step = step;
        this.retry = retry;
    }

    /**
     * Takes {@code step} now if the strand is free, or if the calling thread is inside; else leaves
     * it and has {@code retry} run on the strand.
     *
     * @return what the step says; 0 if it was not taken
     * @throws IOException of the step
     */
    public static int take(Strand strand, Step step, Runnable retry) throws IOException {
        if (strand.isCurrent()) {
            return step.run();
        }
        Attempt attempt = new Attempt(step, retry);
        strand.execute(attempt);
        return attempt.outcome();
    }

    /**
     * Takes {@code step} now if the strand is free, or if the calling thread is inside.
     *
     * @return what the step says; -1 if it was not taken
     * @throws IOException of the step
     */
    public static int takeIfFree(Strand strand, Step step) throws IOException {
        if (strand.isCurrent()) {
            return step.run();
        }
        Attempt attempt = new Attempt(step, Attempt::leaveIt);
        return strand.tryExecute(attempt) ? attempt.outcome() : -1;
    }

    private static void leaveIt() {
        // It was never left to anybody else.
    }

    @Override
    public void run() {
        if (Thread.currentThread() != caller) {
            // What the caller has lent is the caller's again.
            retry.run();
            return;
        }
        try {
            outcome = step.run();
        } catch (IOException e) {
            broken = e;
        } catch (RuntimeException e) {
            failed = e;
        }
    }

    private int outcome() throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (failed != null) {
            throw failed;
        }
        return outcome;
    }

    /** What is done, and says how much. */
    @FunctionalInterface
    public interface Step {

        int run() throws IOException;
    }
}
