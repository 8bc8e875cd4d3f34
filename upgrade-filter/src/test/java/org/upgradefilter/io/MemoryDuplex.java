package org.upgradefilter.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Duplex} without a socket and without a thread: one end of a pair, or opposite a {@link
 * ScriptedPeer}.
 *
 * <p>As strict as the contract allows: the other end sees nothing that was not flushed, unless the
 * buffer was full; {@link Connection#onReadable} and {@link Connection#onWritable} follow a 0 or a
 * false and nothing else; using it after {@link #close} throws.
 *
 * <p>Everything happens on the test's thread, in the calls that cause it, but the other end never
 * runs while this one is inside its strand.
 */
public final class MemoryDuplex implements Duplex {

    private final List<Throwable> failures = new ArrayList<>();
    private final Strand strand = new Strand(failures::add);
    private final Signals signals = new Signals(strand);
    private final Network network;
    private final MemoryPipe in;
    private final MemoryPipe out;

    private @Nullable Random random;
    private @Nullable Queue<Runnable> heldWork;
    private @Nullable IOException cause;
    private boolean atEnd;
    private volatile boolean closing;
    private volatile boolean aborted;

    private MemoryDuplex(Network network, MemoryPipe in, MemoryPipe out) {
        this.network = network;
        this.in = in;
        this.out = out;
        in.onReadable(() -> network.add(signals::readable));
        out.onWritable(() -> network.add(signals::writable));
    }

    /**
     * Two ends, back to back.
     *
     * @param capacity the bytes that are on their way at most, for each direction; {@link #write}
     *     takes as many again before it returns 0
     */
    public static Pair pair(int capacity) {
        Network network = new Network();
        MemoryPipe there = new MemoryPipe(capacity, capacity);
        MemoryPipe back = new MemoryPipe(capacity, capacity);
        return new Pair(
                new MemoryDuplex(network, back, there), new MemoryDuplex(network, there, back));
    }

    /** Two ends, back to back. */
    public record Pair(MemoryDuplex left, MemoryDuplex right) {}

    /** The end opposite a peer that uses the pipes itself. */
    static MemoryDuplex between(MemoryPipe in, MemoryPipe out) {
        return new MemoryDuplex(new Network(), in, out);
    }

    /**
     * Makes the connection, not on the strand, and opens it.
     *
     * @throws AssertionError if a callback threw
     */
    public <C extends Connection> C connect(Function<? super Duplex, C> factory) {
        C connection = factory.apply(this);
        signals.open(connection);
        rethrowFailures();
        return connection;
    }

    /** Opens a connection that is made already. */
    public <C extends Connection> C open(C connection) {
        return connect(duplex -> connection);
    }

    /**
     * Runs {@code step} on the strand, and all that follows from it.
     *
     * @throws AssertionError if a task of this strand threw
     */
    public void run(Step step) {
        strand.execute(
                () -> {
                    try {
                        step.run();
                    } catch (Exception e) {
                        throw new AssertionError("a step on the strand threw", e);
                    }
                });
        rethrowFailures();
    }

    /** What {@link #run} runs. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    /**
     * From now on moves random numbers of bytes, 0 among them, and flushes sometimes only at the
     * second or third attempt.
     */
    public MemoryDuplex random(long seed) {
        random = new Random(seed);
        return this;
    }

    /** The other end reads -1 after what was written; this one may go on reading. */
    public void finish() {
        run(
                () -> {
                    out.finish();
                    deliver();
                });
    }

    /** The transport fails: what waits is lost, and reading and writing throw {@code why}. */
    public void fail(IOException why) {
        end(why);
        rethrowFailures();
    }

    /** Application code is kept until {@link #releaseWorkers}, as if the application were busy. */
    public void holdWorkers() {
        heldWork = heldWork == null ? new ArrayDeque<>() : heldWork;
    }

    /** Runs what {@link #holdWorkers} has kept, in order, and keeps nothing more. */
    public void releaseWorkers() {
        Queue<Runnable> released = heldWork == null ? new ArrayDeque<>() : heldWork;
        heldWork = null;
        released.forEach(Runnable::run);
        rethrowFailures();
    }

    /** True once {@link #close} was called or the transport failed. */
    public boolean isClosed() {
        return closing;
    }

    /** Fails the test if a task of the strand threw. */
    public void rethrowFailures() {
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError("a task of the strand threw");
            failures.forEach(error::addSuppressed);
            error.initCause(failures.get(0));
            failures.clear();
            throw error;
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        requireOpen();
        if (!dst.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        if (!atEnd && refuses()) {
            signals.readable();
            return 0;
        }
        int moved = in.read(dst, portion(dst));
        atEnd = moved == -1;
        deliver();
        return moved;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        requireOpen();
        requireReader();
        if (!src.hasRemaining() || refuses()) {
            signals.writable();
            return 0;
        }
        int taken = out.write(src, portion(src));
        deliver();
        return taken;
    }

    @Override
    public boolean flush() throws IOException {
        requireOpen();
        requireReader();
        if (out.hasUnflushed() && refuses()) {
            signals.writable();
            return false;
        }
        boolean flushed = out.flush();
        deliver();
        return flushed;
    }

    @Override
    public void close() {
        end(null);
    }

    @Override
    public void abort() {
        aborted = true;
        close();
    }

    /** True if this side has ended in a way that the peer can tell from a good-bye. */
    public boolean isAborted() {
        return aborted;
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Executor workers() {
        return task -> {
            if (heldWork != null) {
                heldWork.add(task);
            } else if (strand.isCurrent()) {
                strand.afterwards(task);
            } else {
                task.run();
            }
        };
    }

    /** Like {@link #workers}, for there is only the test's thread. */
    @Override
    public Executor nextTurns() {
        return workers();
    }

    private void end(@Nullable IOException why) {
        if (!closing) {
            cause = why;
            closing = true;
        }
        signals.closed(
                why,
                () -> {
                    out.drop();
                    in.abandon();
                    deliver();
                });
    }

    private void requireOpen() throws IOException {
        strand.check();
        if (closing) {
            throw cause == null ? new ClosedChannelException() : cause;
        }
    }

    private void requireReader() throws IOException {
        if (out.isAbandoned()) {
            IOException reset = new IOException("the other end is closed");
            end(reset);
            throw reset;
        }
    }

    private boolean refuses() {
        return random != null && random.nextInt(3) == 0;
    }

    private int portion(ByteBuffer buffer) {
        return random == null ? buffer.remaining() : 1 + random.nextInt(buffer.remaining());
    }

    /** Lets the other end know, as soon as this one has left its strand. */
    void deliver() {
        if (network.isIdle()) {
            return;
        }
        if (strand.isCurrent()) {
            strand.afterwards(network::run);
        } else {
            network.run();
        }
    }

    /** News for either end, told one after the other so that a long conversation needs no stack. */
    private static final class Network {

        private final Deque<Runnable> news = new ArrayDeque<>();
        private boolean running;

        void add(Runnable item) {
            news.add(item);
        }

        boolean isIdle() {
            return news.isEmpty();
        }

        void run() {
            if (running) {
                return;
            }
            running = true;
            try {
                while (!news.isEmpty()) {
                    news.remove().run();
                }
            } finally {
                running = false;
            }
        }
    }
}
