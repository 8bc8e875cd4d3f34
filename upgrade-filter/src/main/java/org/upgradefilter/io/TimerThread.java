package org.upgradefilter.io;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Timer} on one daemon thread, which is started by the first task and ended by {@link
 * #close}.
 */
public final class TimerThread implements Timer, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(TimerThread.class.getName());

    private final ScheduledThreadPoolExecutor executor;

    private volatile @Nullable Thread thread;

    /**
     * @param name the name the thread is seen by in a thread dump
     */
    public TimerThread(String name) {
        executor =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread started = new Thread(task, name);
                            started.setDaemon(true);
                            thread = started;
                            return started;
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
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            // Not awaitTermination(), which returns while the thread is still on its last steps.
            running.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
