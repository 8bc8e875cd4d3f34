package org.upgradefilter.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Signals;

/**
 * Receives from a {@code ServletInputStream} where the engine bears it, and keeps what has come
 * until it is read on the strand.
 *
 * <p>One thread receives at a time: the one that called back, or the one that a pause was resumed
 * on. It holds no lock, for some engines call back holding their own.
 */
final class InboundStream {

    private static final int CHUNK_BYTES = 8 * 1024;

    /** How much is kept before receiving pauses, in bytes. */
    private static final long PAUSE_BYTES = 64 * 1024;

    private final ServletInputStream in;
    private final Signals signals;
    private final ReadPause pause;
    private final long maxInboundBytes;

    private final Queue<ByteBuffer> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicLong arrivedBytes = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final Runnable receive = this::receive;

    private volatile boolean finished;
    private volatile boolean ended;
    private volatile @Nullable IOException failure;

    /** Where to resume; written by the receiving thread before it pauses. */
    private Executor resumption;

    private @Nullable Thread blocked;

    /** Confined to the strand. */
    private @Nullable ByteBuffer first;

    /** Confined to the receiving thread. */
    private boolean overflowed;

    /**
     * @param maxInboundBytes how much is kept where there is no pause
     */
    InboundStream(
            ServletInputStream in,
            Signals signals,
            Executor workers,
            ReadPause pause,
            long maxInboundBytes) {
        this.in = in;
        this.signals = signals;
        this.pause = pause;
        this.maxInboundBytes = maxInboundBytes;
        resumption = workers;
    }

    void onDataAvailable() {
        if (pause == ReadPause.RESUMED_ON_CALLBACK_THREAD
                && Thread.currentThread() instanceof Executor callbackThread) {
            resumption = callbackThread;
        }
        receive();
    }

    private void receive() {
        try {
            while (!ended && mayReceive()) {
                // Right before each read, and on the same thread.
                if (!in.isReady()) {
                    if (in.isFinished()) {
                        finish();
                    }
                    return;
                }
                byte[] chunk = new byte[CHUNK_BYTES];
                int count = in.read(chunk);
                if (count < 0) {
                    finish();
                    return;
                }
                keep(ByteBuffer.wrap(chunk, 0, count));
            }
        } catch (IOException | IllegalStateException e) {
            failure = e instanceof IOException io ? io : new IOException(e);
            finish();
        }
    }

    private void keep(ByteBuffer chunk) {
        if (overflowed || !chunk.hasRemaining()) {
            return;
        }
        arrived.add(chunk);
        arrivedBytes.addAndGet(chunk.remaining());
        signals.readable();
    }

    /** False if receiving pauses; somebody will resume it then. */
    private boolean mayReceive() {
        if (pause == ReadPause.NEVER) {
            if (!overflowed && arrivedBytes.get() > maxInboundBytes) {
                overflowed = true;
                signals.overflow();
            }
            return true;
        }
        if (arrivedBytes.get() < PAUSE_BYTES) {
            return true;
        }
        return pause == ReadPause.BLOCKED_IN_CALLBACK ? block() : !pauseUntilRead();
    }

    private boolean pauseUntilRead() {
        paused.set(true);
        // Whoever has read meanwhile did not see the pause, and will not resume.
        return arrivedBytes.get() >= PAUSE_BYTES || !paused.compareAndSet(true, false);
    }

    private boolean block() {
        blocked = Thread.currentThread();
        paused.set(true);
        while (arrivedBytes.get() >= PAUSE_BYTES && !ended) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                // Parking would not wait any more; and whoever interrupts stops the server.
                failure = new InterruptedIOException("interrupted while the connection paused");
                finish();
                return false;
            }
        }
        paused.set(false);
        return true;
    }

    /** As {@link org.upgradefilter.io.Duplex#read}; on the strand. */
    int read(ByteBuffer dst) throws IOException {
        int count = 0;
        while (dst.hasRemaining()) {
            if (first == null || !first.hasRemaining()) {
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
        }
        if (count > 0) {
            arrivedBytes.addAndGet(-count);
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
        if (arrivedBytes.get() >= PAUSE_BYTES / 2) {
            return;
        }
        if (pause == ReadPause.BLOCKED_IN_CALLBACK) {
            if (paused.get()) {
                LockSupport.unpark(blocked);
            }
        } else if (paused.compareAndSet(true, false)) {
            resumption.execute(receive);
        }
    }

    /** The peer has finished sending, or the stream has failed. Idempotent; any thread. */
    void finish() {
        finished = true;
        signals.readable();
    }

    /** Nobody will read any more. */
    void end() {
        ended = true;
        arrived.clear();
        if (pause == ReadPause.BLOCKED_IN_CALLBACK && paused.get()) {
            LockSupport.unpark(blocked);
        }
    }
}
