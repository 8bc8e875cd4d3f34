package org.upgradefilter.servlet;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs application code for one connection on the container's workers: on the calling thread if the
 * container has dispatched it for this very connection, else on another one of its pool.
 *
 * <p>Application code, and nothing else, runs under the web application's class loader, which the
 * containers do not set on every thread they call a connection on. Any thread.
 */
public final class ApplicationThreads implements Executor {

    private final Executor pool;
    private final ClassLoader loader;

    /** The worker that is inside a dispatch; read by others only to find that it is not they. */
    private @Nullable Thread dispatched;

    /**
     * @param pool the container's workers
     */
    public ApplicationThreads(Executor pool, ClassLoader loader) {
        this.pool = pool;
        this.loader = loader;
    }

    /** Runs {@code event} on this worker, which the container has sent for the connection. */
    public void dispatch(Runnable event) {
        Thread worker = Thread.currentThread();
        dispatched = worker;
        try {
            event.run();
        } finally {
            if (dispatched == worker) {
                dispatched = null;
            }
        }
    }

    /** Runs application code. */
    @Override
    public void execute(Runnable application) {
        if (dispatched == Thread.currentThread()) {
            run(application);
        } else {
            pool.execute(() -> dispatch(() -> run(application)));
        }
    }

    private void run(Runnable application) {
        Thread worker = Thread.currentThread();
        ClassLoader before = worker.getContextClassLoader();
        worker.setContextClassLoader(loader);
        try {
            application.run();
        } finally {
            worker.setContextClassLoader(before);
        }
    }
}
