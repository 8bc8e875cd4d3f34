package org.upgradefilter.tomcat.coyote;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a worker wait until something may be tried again.
 *
 * <p>{@link #raise}: any thread. The rest: one thread at a time, which lowers it, tries, and waits
 * if that was in vain; so no event is missed between trying and waiting.
 */
final class Wakeup {

    private volatile boolean raised;
    private volatile @Nullable Thread waiting;

    void lower() {
        raised = false;
    }

    void raise() {
        raised = true;
        LockSupport.unpark(waiting);
    }

    /**
     * Waits until it is raised.
     *
     * @throws InterruptedIOException if the thread is interrupted; it still is then
     */
    void await() throws InterruptedIOException {
        waiting = Thread.currentThread();
        try {
            while (!raised) {
                LockSupport.park(this);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while waiting for the client");
                }
            }
        } finally {
            waiting = null;
        }
    }
}
