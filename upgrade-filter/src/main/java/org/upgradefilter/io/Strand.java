package org.upgradefilter.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A serial executor without a thread of its own: it runs on whichever thread arrives.
 *
 * <p>Tasks run one at a time, in the order they came, never inside one another; what one task wrote
 * the next one sees. A thread that arrives while another is inside leaves its task behind and goes.
 * So a task must not block, and code that may (the application's) goes through {@link #afterwards}.
 *
 * <p>Tasks that throw do not stop the strand: the throwable goes to the handler.
 */
public final class Strand implements Executor {

    /** Tasks begun or waiting; who moves it from 0 to 1 owns the strand until it is 0 again. */
    private final AtomicInteger pending = new AtomicInteger();

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private final Consumer<Throwable> onFailure;

    // Written by the owner only. Plain on purpose: a thread that reads itself here wrote it itself.
    private @Nullable Thread owner;

    // Confined to the strand. There is rarely more than one.
    private @Nullable Runnable deferred;
    private @Nullable List<Runnable> alsoDeferred;

    /**
     * @param onFailure told what a task threw, on the thread that ran it; must not throw itself
     */
    public Strand(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Runs {@code task} now, or leaves it to the thread that is inside. Any thread. */
    @Override
    public void execute(Runnable task) {
        // A task may be in the queue and not counted yet, and the one that was counted for it then
        // waits uncounted: whoever enters past the queue may overtake a task of its own.
        if (tryExecute(task)) {
            return;
        }
        waiting.add(task);
        if (pending.getAndIncrement() == 0) {
            drain(waiting.remove());
        }
    }

    /** Runs {@code task} now if nobody is inside; false if somebody is. Any thread. */
    public boolean tryExecute(Runnable task) {
        if (waiting.isEmpty() && pending.compareAndSet(0, 1)) {
            drain(task);
            return true;
        }
        return false;
    }

    /**
     * Runs {@code task} on this thread as soon as it has left the strand, so that it may block
     * without holding anybody up. Confined to the strand.
     */
    public void afterwards(Runnable task) {
        check();
        if (deferred == null) {
            deferred = task;
            return;
        }
        if (alsoDeferred == null) {
            alsoDeferred = new ArrayList<>();
        }
        alsoDeferred.add(task);
    }

    /** True if the calling thread is inside. */
    public boolean isCurrent() {
        return owner == Thread.currentThread();
    }

    /**
     * The first line of every method that touches confined state.
     *
     * @throws IllegalStateException if the calling thread is not inside
     */
    public void check() {
        if (!isCurrent()) {
            throw new IllegalStateException("called outside the strand of the connection");
        }
    }

    private void drain(Runnable first) {
        Runnable task = first;
        while (true) {
            owner = Thread.currentThread();
            run(task);
            Runnable left = deferred;
            List<Runnable> alsoLeft = alsoDeferred;
            deferred = null;
            alsoDeferred = null;
            owner = null;
            if (pending.decrementAndGet() == 0) {
                runAll(left, alsoLeft);
                return;
            }
            // Nobody else can have come in.
            deferred = left;
            alsoDeferred = alsoLeft;
            task = waiting.remove();
        }
    }

    private void runAll(@Nullable Runnable first, @Nullable List<Runnable> others) {
        if (first != null) {
            run(first);
        }
        if (others != null) {
            others.forEach(this::run);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            onFailure.accept(failure);
        }
    }
}
