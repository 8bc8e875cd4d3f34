package org.upgradefilter.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;
import org.upgradefilter.takeover.ApplicationThreads;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

/**
 * The Servlet API's {@code WebConnection} as a {@link Duplex}: works wherever {@code upgrade()}
 * does.
 *
 * <p>Keeps to what every engine bears: bytes are received by {@link InboundStream}, in the callback
 * or where its {@link ReadPause} allows; {@code isReady()} is asked on the same thread right before
 * each write; arrays have the exact size, for Undertow ignores offset and length (2.3.26), and are
 * never empty, for Undertow then is never ready again.
 */
final class ServletDuplex implements Duplex {

    private static final System.Logger LOG = System.getLogger(ServletDuplex.class.getName());

    /** The most that is copied for one write, in bytes. */
    private static final int MAX_WRITE = 16 * 1024;

    private static final long MAX_LEAVING_SECONDS = 5;

    /** How long the container may take to call back for the first time. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServletInputStream in;
    private final ServletOutputStream out;
    private final Executor workers;
    private final ApplicationThreads threads;
    private volatile Timer.Timeout opening = Timer.Timeout.NONE;

    /** True when the container has called back for the first time. */
    private volatile boolean served;

    private final Strand strand;
    private final Signals signals;
    private final InboundStream inbound;

    /** False before the first {@code onWritePossible}, until which nothing may be written. */
    private volatile boolean mayWrite;

    private final AtomicBoolean failed = new AtomicBoolean();
    private final boolean closesAfterError;
    private final boolean takesTurns;
    private final Closing closing;

    /** What is written reaches nobody. Confined to the strand. */
    private boolean deaf;

    private ServletDuplex(
            WebConnection connection,
            Executor workers,
            WebApplication application,
            ReadPause pause,
            Set<Oddity> oddities,
            PauseBudget budget)
            throws IOException {
        this.workers = workers;
        threads = new ApplicationThreads(workers, application);
        in = connection.getInputStream();
        out = connection.getOutputStream();
        closesAfterError = oddities.contains(Oddity.CLOSES_AFTER_ERROR);
        takesTurns = pause == ReadPause.BLOCKED_BY_TURNS;
        closing = new Closing(connection, oddities);
        strand = new Strand(this::fail);
        signals = new Signals(strand);
        inbound = new InboundStream(in, signals, workers, pause, budget, this::fail);
    }

    /**
     * Takes a connection over. What goes wrong afterwards ends the connection, since there is
     * nobody left to be told.
     *
     * @throws IOException if the connection is gone already
     */
    static void begin(
            WebConnection connection,
            Takeover takeover,
            Executor workers,
            ReadPause pause,
            Set<Oddity> oddities,
            PauseBudget budget)
            throws IOException {
        ServletDuplex duplex =
                new ServletDuplex(
                        connection, workers, takeover.application(), pause, oddities, budget);
        duplex.strand.execute(() -> takeover.begin(duplex, duplex.signals));
        duplex.opening =
                takeover.timer()
                        .schedule(PATIENCE, () -> duplex.strand.execute(duplex::requireServed));
        duplex.listen();
    }

    /**
     * A peer that was gone before the listeners were set goes unnoticed where no event ever comes
     * (Undertow 2.3); every other connection hears at once that it may write.
     */
    private void requireServed() {
        if (!served) {
            end(new IOException("the container has never served the connection"));
        }
    }

    /**
     * Only when the connection is open: before, it would not hear that there is something to read,
     * and whoever calls back at once and blocks would do so for ever.
     */
    private void listen() {
        try {
            out.setWriteListener(new Writability());
            in.setReadListener(new Readability());
        } catch (RuntimeException e) {
            // It may have been closed when it was opened.
            end(new IOException(e));
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        requireOpen();
        try {
            return inbound.read(dst);
        } catch (IOException e) {
            throw ended(e);
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        requireOpen();
        if (deaf) {
            int count = src.remaining();
            src.position(src.limit());
            return count;
        }
        if (!src.hasRemaining() || !isReady()) {
            return 0;
        }
        byte[] exact = new byte[Math.min(src.remaining(), MAX_WRITE)];
        src.get(exact);
        try {
            out.write(exact);
        } catch (IOException | IllegalStateException e) {
            throw ended(e);
        }
        return exact.length;
    }

    @Override
    public boolean flush() throws IOException {
        requireOpen();
        if (deaf) {
            return true;
        }
        if (!isReady()) {
            return false;
        }
        try {
            out.flush();
        } catch (IOException | IllegalStateException e) {
            throw ended(e);
        }
        // False while the container still has something to send, which close() would drop.
        return deaf || isReady();
    }

    /** From the end on nobody touches the streams, which a worker closes meanwhile. */
    private void requireOpen() throws IOException {
        if (signals.hasEnded()) {
            throw new ClosedChannelException();
        }
    }

    /** If not, {@code onWritePossible} follows. */
    private boolean isReady() throws IOException {
        try {
            return mayWrite && (out.isReady() || (takesTurns && isReadyAfterAll()));
        } catch (IllegalStateException e) {
            // What some say of a connection that is closed.
            throw ended(e);
        }
    }

    private boolean isReadyAfterAll() {
        inbound.setWriteWaits(true);
        // The callback may have come in between, and does not come again.
        boolean ready = out.isReady();
        if (ready) {
            inbound.setWriteWaits(false);
        }
        return ready;
    }

    private IOException ended(Exception cause) {
        IOException failure = cause instanceof IOException io ? io : new IOException(cause);
        end(failure);
        return failure;
    }

    @Override
    public void close() {
        end(null);
    }

    private void end(@Nullable IOException cause) {
        signals.closed(
                cause,
                () -> {
                    opening.cancel();
                    inbound.end();
                    // Elsewhere: to close may take its time, and this may be an I/O thread.
                    workers.execute(closing);
                });
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Executor workers() {
        return threads;
    }

    @Override
    public Executor nextTurns() {
        return threads.queue();
    }

    private void fail(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a connection failed by a fault of ours", failure);
        end(new IOException("a fault of ours", failure));
    }

    private void onError(Throwable cause) {
        if (cause instanceof EOFException) {
            // Tomcat and Grizzly report the peer's end this way.
            if (closesAfterError) {
                leaveStreams();
            } else {
                inbound.finish();
            }
            return;
        }
        if (!failed.compareAndSet(false, true)) {
            // Undertow goes on calling until somebody throws (2.3.26).
            throw new Repeated();
        }
        end(cause instanceof IOException io ? io : new IOException(cause));
        if (closesAfterError) {
            leaveStreams();
        }
    }

    /**
     * Returns when no other thread is at the streams, and none will be. What has been received is
     * still read, and what is written is lost, as if the peer had gone a little later.
     */
    private void leaveStreams() {
        CountDownLatch others = new CountDownLatch(2);
        Runnable leaving =
                () -> {
                    deaf = true;
                    others.countDown();
                };
        if (strand.isCurrent()) {
            // A write of ours has met the failure, and this is called from inside of it.
            leaving.run();
        } else {
            strand.execute(leaving);
        }
        inbound.leave(others::countDown);
        try {
            // Nobody blocks there; the limit is for a fault of ours.
            if (!others.await(MAX_LEAVING_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.ERROR, "a connection was closed while it was in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Writability implements WriteListener {

        @Override
        public void onWritePossible() {
            mayWrite = true;
            if (!served) {
                served = true;
                opening.cancel();
                opening = Timer.Timeout.NONE;
            }
            if (!takesTurns) {
                signals.writable();
                return;
            }
            // In this order: whoever writes says if more has to wait.
            inbound.setWriteWaits(false);
            signals.writable();
            // What a turn has left in the engine's own buffer raises no event.
            inbound.onDataAvailable();
        }

        @Override
        public void onError(Throwable cause) {
            ServletDuplex.this.onError(cause);
        }
    }

    private final class Readability implements ReadListener {

        @Override
        public void onDataAvailable() {
            inbound.onDataAvailable();
        }

        @Override
        public void onAllDataRead() {
            inbound.finish();
        }

        @Override
        public void onError(Throwable cause) {
            ServletDuplex.this.onError(cause);
        }
    }

    /**
     * Closes a connection; the one task that must be done even when there are no workers any more.
     */
    record Closing(WebConnection connection, Set<Oddity> oddities) implements Runnable {

        @Override
        public void run() {
            try {
                if (oddities.contains(Oddity.WAITS_WHEN_IT_CLOSES)) {
                    PromptClose.close(connection);
                } else {
                    connection.close();
                }
            } catch (Exception e) {
                LOG.log(System.Logger.Level.DEBUG, "a connection did not close: {0}", e.toString());
            }
        }
    }

    /** Thrown at a container that reports the same failure again; without a stack trace. */
    private static final class Repeated extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Repeated() {
            super("the connection has failed already", null, false, false);
        }
    }
}
