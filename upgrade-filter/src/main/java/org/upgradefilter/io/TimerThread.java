package org.upgradefilter.io;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The {@link Timer} on one daemon thread, which is started by the first task and ended by {@link
 * #close}.
 */
public final class TimerThread implements Timer, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(TimerThread.class.getName());

    private final ScheduledThreadPoolExecutor executor;

    /**
     * @param name the name the thread is seen by in a thread dump
     */
    public TimerThread(String name) {
        executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, name);
                            thread.setDaemon(true);
                            return thread;
                        },
                        // After close() nothing is left that a task could be for.
                        new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timeout schedule(Duration delay, Runnable task) {
        Future<?> future =
                executor.schedule(
                        () -> run(task),
                        // Not toNanos(), which fails for more than 292 years.
                        TimeUnit.NANOSECONDS.convert(delay),
                        TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.ERROR, "a timed task failed by a fault of ours", failure);
        }
    }

    /**
     * Drops every task, ends the thread and waits for its end, since containers take a thread that
     * still runs when an application has stopped for a leak. Later tasks are dropped silently.
     */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a timed task does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
