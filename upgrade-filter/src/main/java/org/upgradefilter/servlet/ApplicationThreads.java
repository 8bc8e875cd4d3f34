package org.upgradefilter.servlet;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs application code for one connection on the container's workers: on the calling thread if it
 * is one of them and here for this very connection, else on another one of the pool.
 *
 * <p>Application code, and nothing else, runs under the web application's class loader, which the
 * containers do not set on every thread they call a connection on. Any thread.
 */
public final class ApplicationThreads implements Executor {

    private final Executor pool;
    private final ClassLoader loader;
    private final Executor queue = this::enqueue;

    /** The worker that is here for the connection; read by others to find that it is not they. */
    private @Nullable Thread here;

    /**
     * @param pool the container's workers
     */
    public ApplicationThreads(Executor pool, ClassLoader loader) {
        this.pool = pool;
        this.loader = loader;
    }

    /**
     * Runs {@code event} on this worker, which the container has sent for the connection, and which
     * may block: it must not hold a lock that another event of the connection needs.
     */
    public void dispatch(Runnable event) {
        Thread worker = Thread.currentThread();
        here = worker;
        try {
            event.run();
        } finally {
            if (here == worker) {
                here = null;
            }
        }
    }

    /** Runs application code. */
    @Override
    public void execute(Runnable application) {
        if (here == Thread.currentThread()) {
            run(application);
        } else {
            pool.execute(() -> dispatch(() -> run(application)));
        }
    }

    /** Runs tasks on workers, behind what waits there; never on the calling thread now. */
    public Executor queue() {
        return queue;
    }

    private void enqueue(Runnable task) {
        pool.execute(() -> dispatch(task));
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
