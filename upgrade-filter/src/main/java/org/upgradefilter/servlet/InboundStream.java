package org.upgradefilter.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;

/**
 * Receives from a {@code ServletInputStream} where the engine bears it, and keeps what has come
 * until it is read on the strand.
 *
 * <p>One thread receives at a time: the one that called back, or the one that a pause was resumed
 * on. It holds no lock, for some engines call back holding their own.
 */
final class InboundStream {

    /** What a chunk costs at least: array, buffer and two nodes of queues. */
    private static final int MIN_COST_BYTES = 128;

    /** How much is kept before receiving pauses, in bytes of memory. */
    private static final long PAUSE_BYTES = 64 * 1024;

    /** How long a callback stays where another one may be waiting for its lock. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ServletInputStream in;
    private final Signals signals;
    private final ReadPause pause;
    private final PauseBudget budget;

    /**
     * What one thread receives and what another is told of the end happen one after the other.
     * Whoever blocks inside holds up the engine's next event, and nothing else.
     */
    private final Strand receiving;

    private final Queue<ByteBuffer> arrived = new ConcurrentLinkedQueue<>();

    /** What is kept, in bytes of memory. */
    private final AtomicLong keptBytes = new AtomicLong();

    private final AtomicBoolean paused = new AtomicBoolean();
    private final Runnable resumed = this::onDataAvailable;

    private volatile boolean finished;
    private volatile boolean ended;
    private volatile @Nullable IOException failure;

    /** Where to resume; written by the receiving thread before it pauses. */
    private Executor resumption;

    private @Nullable Thread blocked;

    /** Something waits to be written, and a callback will tell of room for it. */
    private volatile boolean writeWaits = true;

    /** Confined to the strand of the connection. */
    private @Nullable ByteBuffer first;

    // Confined to the receiving thread.
    private boolean overflowed;

    /** The engine has said that the peer has finished. */
    private boolean allRead;

    /** Something may be left in the stream. */
    private boolean left;

    /**
     * @param budget what pauses by turns may cost
     * @param fault is told what nobody expects a stream to throw
     */
    InboundStream(
            ServletInputStream in,
            Signals signals,
            Executor workers,
            ReadPause pause,
            PauseBudget budget,
            Consumer<Throwable> fault) {
        this.in = in;
        this.signals = signals;
        this.pause = pause;
        this.budget = budget;
        receiving = new Strand(fault);
        resumption = workers;
    }

    /** There may be something to receive, here and now. */
    void onDataAvailable() {
        receiving.execute(this::receive);
    }

    /**
     * The peer has finished sending; what is left in the stream comes first. Idempotent; any
     * thread.
     */
    void finish() {
        receiving.execute(
                () -> {
                    allRead = true;
                    if (!left) {
                        seal();
                    }
                });
    }

    /**
     * The stream is not touched any more when {@code done} runs, on whichever thread; what has
     * arrived can still be read.
     */
    void leave(Runnable done) {
        Runnable leaving =
                () -> {
                    seal();
                    done.run();
                };
        if (receiving.isCurrent()) {
            // Called from inside of a read.
            leaving.run();
        } else {
            receiving.execute(leaving);
        }
    }

    private void receive() {
        if (finished) {
            return;
        }
        if (pause == ReadPause.RESUMED_ON_CALLBACK_THREAD
                && Thread.currentThread() instanceof Executor callbackThread) {
            resumption = callbackThread;
        }
        // What each read gives is copied out of it at once.
        ByteBuffer chunk = BufferPool.SHARED.take();
        try {
            receiveThrough(chunk);
        } finally {
            BufferPool.SHARED.give(chunk);
        }
    }

    private void receiveThrough(ByteBuffer chunk) {
        left = true;
        try {
            while (mayReceive()) {
                // Right before each read, and on the same thread.
                if (!in.isReady()) {
                    left = false;
                    if (allRead || in.isFinished()) {
                        seal();
                    }
                    return;
                }
                int count = in.read(chunk.array(), chunk.arrayOffset(), chunk.capacity());
                if (count < 0) {
                    seal();
                    return;
                }
                keep(chunk, count);
            }
        } catch (IOException | IllegalStateException e) {
            seal(e instanceof IOException io ? io : new IOException(e));
        }
    }

    private void keep(ByteBuffer chunk, int count) {
        if (overflowed || count == 0) {
            return;
        }
        ByteBuffer exact = ByteBuffer.allocate(count).put(0, chunk, 0, count);
        // In this order: it may be read, and discounted, as soon as it has arrived.
        keptBytes.addAndGet(cost(exact));
        arrived.add(exact);
        signals.readable();
    }

    private static int cost(ByteBuffer exact) {
        return Math.max(exact.capacity(), MIN_COST_BYTES);
    }

    private void seal(IOException cause) {
        failure = cause;
        seal();
    }

    /** Nothing arrives any more. */
    private void seal() {
        finished = true;
        signals.readable();
    }

    /** False if receiving is over, or pauses; somebody will resume it then. */
    private boolean mayReceive() {
        if (ended || finished) {
            return false;
        }
        if (keptBytes.get() < PAUSE_BYTES) {
            return true;
        }
        return switch (pause) {
            case RESUMED_ON_CALLBACK_THREAD, RESUMED_ANYWHERE -> !pauseUntilRead();
            case BLOCKED_IN_CALLBACK -> block();
            case BLOCKED_BY_TURNS -> blockWithinBudget();
        };
    }

    private boolean pauseUntilRead() {
        paused.set(true);
        // Whoever has read meanwhile did not see the pause, and will not resume.
        return keptBytes.get() >= PAUSE_BYTES || !paused.compareAndSet(true, false);
    }

    private boolean blockWithinBudget() {
        if (overflowed) {
            return true;
        }
        if (budget.takeThread()) {
            try {
                return block();
            } finally {
                budget.giveThreadBack();
            }
        }
        if (budget.isExceededBy(keptBytes.get())) {
            overflowed = true;
            signals.overflow();
        }
        return true;
    }

    private boolean block() {
        blocked = Thread.currentThread();
        paused.set(true);
        long arrival = System.nanoTime();
        while (keptBytes.get() >= PAUSE_BYTES && !ended) {
            if (pause == ReadPause.BLOCKED_BY_TURNS && writeWaits) {
                long left = TURN_NANOS - (System.nanoTime() - arrival);
                if (left <= 0) {
                    paused.set(false);
                    return false;
                }
                LockSupport.parkNanos(this, left);
            } else {
                LockSupport.park(this);
            }
            if (Thread.currentThread().isInterrupted()) {
                // Parking would not wait any more; and whoever interrupts stops the server.
                seal(new InterruptedIOException("interrupted while the connection paused"));
                return false;
            }
        }
        paused.set(false);
        return !ended;
    }

    /** As {@link org.upgradefilter.io.Duplex#read}; on the strand of the connection. */
    int read(ByteBuffer dst) throws IOException {
        int count = 0;
        while (dst.hasRemaining()) {
            if (first == null) {
                first = arrived.poll();
                if (first == null) {
                    break;
                }
            }
            int piece = Math.min(dst.remaining(), first.remaining());
            dst.put(dst.position(), first, first.position(), piece);
            dst.position(dst.position() + piece);
            first.position(first.position() + piece);
            count += piece;
            if (!first.hasRemaining()) {
                keptBytes.addAndGet(-cost(first));
                first = null;
            }
        }
        if (count > 0) {
            resume();
            return count;
        }
        return endOrNothing();
    }

    private int endOrNothing() throws IOException {
        // In this order: what arrived before the end is seen before it.
        if (!finished || !arrived.isEmpty()) {
            return 0;
        }
        IOException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return -1;
    }

    private void resume() {
        if (keptBytes.get() >= PAUSE_BYTES / 2) {
            return;
        }
        if (staysInCallback()) {
            unblock();
        } else if (paused.compareAndSet(true, false)) {
            resumption.execute(resumed);
        }
    }

    private boolean staysInCallback() {
        return pause == ReadPause.BLOCKED_IN_CALLBACK || pause == ReadPause.BLOCKED_BY_TURNS;
    }

    private void unblock() {
        if (paused.get()) {
            LockSupport.unpark(blocked);
        }
    }

    /**
     * Whether something waits for the callback that tells of room for it: then no other callback
     * stays for long. Any thread.
     */
    void setWriteWaits(boolean waits) {
        writeWaits = waits;
        if (waits) {
            unblock();
        }
    }

    /** Nobody will read any more. */
    void end() {
        ended = true;
        arrived.clear();
        if (staysInCallback()) {
            unblock();
        }
    }
}
