package org.upgradefilter.takeover;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The web application as a connection sees it: a class loader, and threads of the container that
 * are in there or on their way. Any thread.
 */
public final class WebApplication {

    private final ClassLoader loader;
    private final AtomicInteger visits = new AtomicInteger();

    private volatile @Nullable Thread waiting;

    public WebApplication(ClassLoader loader) {
        this.loader = loader;
    }

    /** What containers do not set on every thread they call a connection on. */
    public ClassLoader loader() {
        return loader;
    }

    /** A thread will come in, or is coming in. */
    void enter() {
        visits.incrementAndGet();
    }

    /** It has gone, or will not come. */
    void leave() {
        if (visits.decrementAndGet() == 0) {
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Waits until nobody is in there. For one thread.
     *
     * @return false if somebody still is after {@code most}, or the thread was interrupted
     */
    public boolean awaitNobody(Duration most) {
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(most);
        waiting = Thread.currentThread();
        try {
            while (visits.get() > 0) {
                long left = end - System.nanoTime();
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        } finally {
            waiting = null;
        }
    }
}
