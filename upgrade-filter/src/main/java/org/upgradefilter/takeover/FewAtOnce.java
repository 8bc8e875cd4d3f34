package org.upgradefilter.takeover;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Lets no more than so many tasks run at once, whoever runs them; the others wait in their order.
 *
 * <p>A servlet that waits for its client keeps a worker, and with an upgraded connection it is
 * another worker that brings what it waits for. With all of them waiting, none would be left to do
 * so, and all would wait until their time is up. Any thread.
 */
public final class FewAtOnce {

    private final int most;
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<Task> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param most how many at once; positive
     */
    public FewAtOnce(int most) {
        this.most = most;
    }

    /**
     * Runs {@code task} by {@code pool}, now or later.
     *
     * @param onRejected told if the pool takes nothing any more, and {@code task} is not run
     */
    public void execute(
            Executor pool, Runnable task, Consumer<RejectedExecutionException> onRejected) {
        waiting.add(new Task(pool, task, onRejected));
        startSome();
    }

    private void startSome() {
        while (!waiting.isEmpty()) {
            int before = running.get();
            if (before >= most) {
                // Whoever ends looks after what waits.
                return;
            }
            if (running.compareAndSet(before, before + 1)) {
                startNext();
            }
        }
    }

    private void startNext() {
        Task next = waiting.poll();
        if (next == null) {
            running.decrementAndGet();
            return;
        }
        try {
            next.pool().execute(() -> run(next));
        } catch (RejectedExecutionException e) {
            running.decrementAndGet();
            next.onRejected().accept(e);
        }
    }

    private void run(Task task) {
        try {
            task.work().run();
        } finally {
            running.decrementAndGet();
            startSome();
        }
    }

    private record Task(
            Executor pool, Runnable work, Consumer<RejectedExecutionException> onRejected) {}
}
