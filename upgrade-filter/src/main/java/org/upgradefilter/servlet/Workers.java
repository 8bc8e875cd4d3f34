package org.upgradefilter.servlet;

import java.time.Duration;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A bounded number of daemon threads for short tasks that may block. Tasks begin in the order they
 * came, and none waits for one that blocks as long as a thread is left.
 *
 * <p>To wake a thread costs more than a short task does; so no more than one is on its way to the
 * queue at any time. Whoever adds a task wakes another one only if there is none, and the one that
 * was on its way does so when it takes a task and leaves others behind. Of those that sleep the
 * last one to lie down is woken, whose memory is warm. A {@code ThreadPoolExecutor} takes turns
 * through all its threads, which also meet at its lock.
 *
 * <p>Any thread.
 */
final class Workers implements Executor {

    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

    private final int most;
    private final Consumer<Runnable> afterClose;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Deque<Worker> asleep = new ConcurrentLinkedDeque<>();
    private final AtomicInteger started = new AtomicInteger();

    /** True while somebody is on the way to the queue, or is being looked for. */
    private final AtomicBoolean underWay = new AtomicBoolean();

    private volatile boolean closed;

    /**
     * @param most how many threads there are at most
     * @param afterClose is given each task that comes after {@link #close}, by whoever brings it
     */
    Workers(int most, Consumer<Runnable> afterClose) {
        this.most = most;
        this.afterClose = afterClose;
    }

    /** Runs {@code task} on another thread. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        // In this order: who is not seen to have closed will see the task, and have it done.
        if (closed && tasks.remove(task)) {
            afterClose.accept(task);
            return;
        }
        sendIfNeeded();
    }

    /**
     * Ends the threads when they have done what is left.
     *
     * @return false if one is still busy after {@code patience}
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    boolean close(Duration patience) throws InterruptedException {
        closed = true;
        for (Worker worker = asleep.poll(); worker != null; worker = asleep.poll()) {
            worker.wake(false);
        }
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(patience);
        for (Worker worker : workers) {
            TimeUnit.NANOSECONDS.timedJoin(worker, end - System.nanoTime());
        }
        return workers.isEmpty();
    }

    private void sendIfNeeded() {
        while (!tasks.isEmpty() && underWay.compareAndSet(false, true)) {
            if (send()) {
                return;
            }
            underWay.set(false);
            // Whoever lies down later looks at the queue after that. Who did so meanwhile may have
            // missed a task that was added while we seemed to be sending somebody.
            if (asleep.isEmpty()) {
                return;
            }
        }
    }

    /** Sends somebody to the queue; false if all are busy. Called by one at a time. */
    private boolean send() {
        Worker sleeper = asleep.poll();
        if (sleeper != null) {
            sleeper.wake(true);
            return true;
        }
        if (workers.size() >= most) {
            return false;
        }
        Worker worker = new Worker("upgrade-filter-" + started.incrementAndGet());
        workers.add(worker);
        try {
            worker.start();
        } catch (OutOfMemoryError e) {
            // No thread to be had now, and maybe later.
            workers.remove(worker);
            underWay.set(false);
            throw e;
        }
        return true;
    }

    private final class Worker extends Thread {

        /** True if this is the one that is on its way. */
        private boolean sent = true;

        private volatile boolean woken;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        void wake(boolean toQueue) {
            sent = toQueue;
            woken = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            do {
                work();
            } while (sleep());
            workers.remove(this);
            // A task may have come for which there seemed to be too many of us.
            sendIfNeeded();
        }

        private void work() {
            Runnable task = tasks.poll();
            if (sent) {
                sent = false;
                underWay.set(false);
                if (task != null) {
                    sendIfNeeded();
                }
            }
            while (task != null) {
                perform(task);
                task = tasks.poll();
            }
        }

        private void perform(Runnable task) {
            try {
                task.run();
            } catch (Throwable failure) {
                getUncaughtExceptionHandler().uncaughtException(this, failure);
            } finally {
                // Left behind by the task, it would keep this thread from sleeping.
                Thread.interrupted();
            }
        }

        /** Waits until there is something to do; false if nobody needs this thread any more. */
        private boolean sleep() {
            woken = false;
            asleep.push(this);
            // In this order: who added a task before may have seen nobody asleep.
            if ((!tasks.isEmpty() || closed) && asleep.remove(this)) {
                return !closed || !tasks.isEmpty();
            }
            long end = System.nanoTime() + KEEP_ALIVE.toNanos();
            while (!woken) {
                long left = end - System.nanoTime();
                if (left <= 0 && asleep.remove(this)) {
                    return false;
                }
                LockSupport.parkNanos(Workers.this, left);
            }
            return sent || !closed;
        }
    }
}
