package org.upgradefilter.servlet;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Workers that work when the test says so, on the test's thread, or on threads it has lent. */
final class FakeWorkers implements Executor {

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Boolean> working = ThreadLocal.withInitial(() -> false);
    private final Executor threads;

    FakeWorkers() {
        threads = waiting::add;
    }

    FakeWorkers(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(
                () -> {
                    working.set(true);
                    try {
                        task.run();
                    } finally {
                        working.remove();
                    }
                });
    }

    /** Does what waits, and what that sets off; false if there was nothing. */
    boolean work() {
        boolean any = false;
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
            any = true;
        }
        return any;
    }

    int waiting() {
        return waiting.size();
    }

    /** True on a thread that is at work. */
    boolean isCurrent() {
        return working.get();
    }
}
