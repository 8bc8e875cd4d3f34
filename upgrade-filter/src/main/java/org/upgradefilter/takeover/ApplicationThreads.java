package org.upgradefilter.takeover;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
    private final WebApplication application;
    private final Executor queue = this::enqueue;

    /** The worker that is here for the connection; read by others to find that it is not they. */
    private @Nullable Thread here;

    /**
     * @param pool the container's workers
     */
    public ApplicationThreads(Executor pool, WebApplication application) {
        this.pool = pool;
        this.application = application;
    }

    /**
     * Runs {@code event} on this worker, which the container has sent for the connection, and which
     * may block: it must not hold a lock that another event of the connection needs.
     */
    public void dispatch(Runnable event) {
        application.enter();
        runHere(event);
    }

    private void runHere(Runnable event) {
        Thread worker = Thread.currentThread();
        here = worker;
        try {
            event.run();
        } finally {
            if (here == worker) {
                here = null;
            }
            application.leave();
        }
    }

    /** Runs application code. */
    @Override
    public void execute(Runnable call) {
        if (areHere()) {
            run(call);
        } else {
            enqueue(() -> run(call));
        }
    }

    /**
     * Runs application code, before which {@code lookout} is left: whoever comes with input
     * meanwhile is another worker.
     */
    public Executor calls(Lookout lookout) {
        return call -> execute(() -> lookout.call(call));
    }

    /**
     * Runs requests without content: on the calling thread, if that is a worker that is here for
     * the connection, else on another one. The next request is looked for when that one has been
     * left.
     */
    public Executor requests(Lookout lookout) {
        return request -> {
            if (areHere()) {
                lookout.answer(request);
            } else {
                enqueue(request);
            }
        };
    }

    /**
     * Runs requests while others are read: on the calling thread, if that is here with input, as
     * soon as it is through with that, else on another one. Nothing ever waits behind them.
     */
    public Executor requestsBeside(Lookout lookout) {
        return request -> {
            if (!lookout.keep(request)) {
                enqueue(request);
            }
        };
    }

    /** True if the calling thread is a worker that is here for the connection. */
    private boolean areHere() {
        return here == Thread.currentThread();
    }

    /** Runs tasks on workers, behind what waits there; never on the calling thread now. */
    public Executor queue() {
        return queue;
    }

    private void enqueue(Runnable task) {
        application.enter();
        try {
            pool.execute(() -> runHere(task));
        } catch (RejectedExecutionException e) {
            application.leave();
            throw e;
        }
    }

    private void run(Runnable call) {
        Thread worker = Thread.currentThread();
        ClassLoader before = worker.getContextClassLoader();
        worker.setContextClassLoader(application.loader());
        try {
            call.run();
        } finally {
            worker.setContextClassLoader(before);
        }
    }
}
