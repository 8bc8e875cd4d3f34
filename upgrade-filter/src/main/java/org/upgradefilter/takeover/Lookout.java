package org.upgradefilter.takeover;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a worker that has answered look once more for input, after all others that can run have had
 * their turn, before the selector is asked to tell of it. Where the processors are busy, the peer
 * has often gone on by then, and the way through selector and pool is spared, which costs more than
 * everything else about a short message. Where they are not, the look is in vain, costs a call of
 * the system, and is soon taken only now and then.
 *
 * <p>For one connection. {@link #onInput} runs on a worker that is here with input; the others are
 * confined to the strand.
 */
public final class Lookout {

    /** So many looks for each event, and the worker is given back: others may wait for one. */
    private static final int MAX_LOOKS = 8;

    /** The most batches of input that go by without a look. */
    private static final int MAX_PASSED = 63;

    /** A look that others have delayed for longer is as one in vain, in nanoseconds. */
    private static final long TOO_LATE = 10_000_000;

    private final Runnable input;
    private final Runnable selector;
    private final LongSupplier nanoTime;

    /**
     * The worker that is here with input, and not in application code; read by others to find that
     * it is not they.
     */
    private @Nullable Thread here;

    /** The worker that has promised a look; likewise. */
    private @Nullable Thread looking;

    /** The worker that asks the selector when it has answered; likewise. */
    private @Nullable Thread asking;

    /** What a worker takes with it when it leaves; rarely another one than was meant to. */
    private final AtomicReference<@Nullable Runnable> kept = new AtomicReference<>();

    // Touched by the worker that is here.
    private boolean answering;
    private int looks;
    private boolean late;

    /** How many batches are to pass without a look, and how many have. */
    private int passing;

    private int passed;

    /**
     * @param input tells the connection that there is input, or may be
     * @param selector has the selector tell of the next input, if that is still waited for
     */
    public Lookout(Runnable input, Runnable selector) {
        this(input, selector, System::nanoTime);
    }

    Lookout(Runnable input, Runnable selector, LongSupplier nanoTime) {
        this.input = input;
        this.selector = selector;
        this.nanoTime = nanoTime;
    }

    /** There is input. Returns when there is none and the selector will tell, or after a while. */
    @SuppressWarnings("ThreadPriorityCheck") // Only speed depends on the scheduler.
    public void onInput() {
        Thread worker = Thread.currentThread();
        here = worker;
        looks = 0;
        try {
            input.run();
            while (looking == worker && kept.get() == null) {
                looking = null;
                long due = nanoTime.getAsLong();
                Thread.yield();
                late = nanoTime.getAsLong() - due > TOO_LATE;
                input.run();
            }
        } finally {
            leave(worker);
        }
        Runnable task = kept.getAndSet(null);
        if (task != null) {
            task.run();
        }
    }

    /** Nobody is left who would look. */
    private void leave(Thread worker) {
        if (here == worker) {
            here = null;
        }
        if (looking == worker || asking == worker) {
            looking = null;
            asking = null;
            selector.run();
        }
    }

    /**
     * Runs application code, which may block, and be it until there is more input: this worker then
     * cannot be the one that looks for it.
     */
    public void call(Runnable application) {
        Thread worker = Thread.currentThread();
        // Another one that has come out of the application meanwhile is the one that is here.
        if (here != worker && looking != worker && asking != worker) {
            application.run();
            return;
        }
        leave(worker);
        try {
            application.run();
        } finally {
            here = worker;
        }
    }

    /**
     * Keeps application code, which may block, for this worker to run when it is through with the
     * input there is and the selector tells of the next, so that another one brings that.
     *
     * @return false if this thread is not here with input, or keeps something already
     */
    public boolean keep(Runnable application) {
        return here == Thread.currentThread() && kept.compareAndSet(null, application);
    }

    /**
     * Runs application code that needs no input, and is not to be called with any, before it has
     * returned. So whatever asks for input in it has asked for the look that this worker then
     * takes, or for the selector, which would send another worker too early.
     */
    public void answer(Runnable application) {
        if (here != Thread.currentThread() || answering) {
            application.run();
            return;
        }
        answering = true;
        try {
            application.run();
        } finally {
            answering = false;
        }
    }

    /**
     * All the input there was has been read.
     *
     * @return true if this worker tells of input once more when it has left the strand, or sees to
     *     it that the selector does, so that nobody else need be asked to
     */
    public boolean looksAgain() {
        Thread worker = Thread.currentThread();
        if (here != worker) {
            return false;
        }
        if (looks > 0) {
            // The last one has found this batch.
            passing = late ? passMore() : 0;
        }
        if (looks == MAX_LOOKS || passed < passing) {
            passed++;
            if (answering) {
                asking = worker;
            }
            return answering;
        }
        passed = 0;
        looks++;
        looking = worker;
        return true;
    }

    /** Input was asked for in vain; the selector tells of the next. */
    public void foundNothing() {
        if (here == Thread.currentThread() && looks == 1) {
            passing = passMore();
        }
    }

    private int passMore() {
        return Math.min(MAX_PASSED, 2 * passing + 1);
    }
}
