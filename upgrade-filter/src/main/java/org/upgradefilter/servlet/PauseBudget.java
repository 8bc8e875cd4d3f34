package org.upgradefilter.servlet;

import java.util.concurrent.Semaphore;

/**
 * What the connections of one application may cost where each that pauses keeps a thread of the
 * engine's: so many threads, and so many bytes each of those that find none left. Any thread.
 */
final class PauseBudget {

    private final Semaphore threads;
    private final long maxInboundBytes;

    /**
     * @param maxThreads how many connections may pause at a time
     * @param maxInboundBytes how much is kept of any other, in bytes of memory
     */
    PauseBudget(int maxThreads, long maxInboundBytes) {
        threads = new Semaphore(maxThreads);
        this.maxInboundBytes = maxInboundBytes;
    }

    /** True if the calling thread may be kept, until it is given back. */
    boolean takeThread() {
        return threads.tryAcquire();
    }

    void giveThreadBack() {
        threads.release();
    }

    /** True if {@code keptBytes} is more than a connection may keep. */
    boolean isExceededBy(long keptBytes) {
        return keptBytes > maxInboundBytes;
    }
}
