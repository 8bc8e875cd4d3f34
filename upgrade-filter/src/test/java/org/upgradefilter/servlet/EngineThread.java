package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The thread a fake engine calls back on; an executor itself, as XNIO's I/O threads are. */
final class EngineThread extends Thread implements Executor {

    private static final int PATIENCE_SECONDS = 10;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    /** Tasks waiting or under way. */
    private final AtomicInteger pending = new AtomicInteger();

    EngineThread(String name) {
        super(name);
        setDaemon(true);
        start();
    }

    @Override
    public void execute(Runnable task) {
        pending.incrementAndGet();
        tasks.add(task);
    }

    @Override
    public void run() {
        try {
            while (true) {
                Runnable task = tasks.take();
                try {
                    task.run();
                } finally {
                    pending.decrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            // The test is over.
        }
    }

    boolean isIdle() {
        return pending.get() == 0;
    }

    /** Waits until everything that was there before is done. */
    void await() {
        CountDownLatch done = new CountDownLatch(1);
        execute(done::countDown);
        try {
            assertTrue(
                    done.await(PATIENCE_SECONDS, TimeUnit.SECONDS),
                    "the engine's thread does not come back from a callback");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the thread waits inside a callback for somebody to read. */
    void awaitPause() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!(LockSupport.getBlocker(this) instanceof InboundStream)) {
            if (System.nanoTime() - deadline > 0) {
                fail("no callback is blocked");
            }
            Thread.onSpinWait();
        }
    }
}
