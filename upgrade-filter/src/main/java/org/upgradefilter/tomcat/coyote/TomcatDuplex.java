package org.upgradefilter.tomcat.coyote;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Executor;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;
import org.upgradefilter.takeover.ApplicationThreads;
import org.upgradefilter.takeover.Lookout;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

/**
 * Tomcat's socket as a {@link Duplex}. Reading pauses for real: interest in reading is registered
 * only when the connection has asked for bytes and there were none.
 *
 * <p>Tomcat calls us holding the socket's lock. With NIO nothing of ours ever needs that lock, for
 * what the socket does not take at once is left to an operation that Tomcat completes without it;
 * so application code may run, and block, on the very thread that brought the input. With NIO2 only
 * an event under the lock tells of room, and application code goes to another worker (10.1, 11).
 */
final class TomcatDuplex implements Duplex {

    private static final System.Logger LOG = System.getLogger(TomcatDuplex.class.getName());

    /** The most that is copied for a write that has to wait, in bytes. */
    private static final int MAX_WAITING = 16 * 1024;

    /** The most that is written in one call of the system, in bytes. */
    private static final int MAX_AT_ONCE = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TomcatSocket socket;
    private final boolean writesWithoutLock;
    private final ApplicationThreads threads;
    private final Strand strand;
    private final Signals signals;
    private final Runnable wrote = this::onWritten;
    private final Runnable came = this::onInput;
    private final Lookout lookout = new Lookout(this::tellOfInput, this::waitForSelector);
    private final Runnable lookedFor = lookout::onInput;
    private final Executor workers;
    private final Executor requests;

    private volatile boolean closed;

    // Confined to the strand.
    private boolean finished;
    private boolean writing;

    /** True if the socket is closed as soon as nobody writes it. */
    private boolean closing;

    /** True if all that had come was read. */
    private boolean drained;

    /** True until Tomcat tells of more input. */
    private boolean interested;

    private TomcatDuplex(TomcatSocket socket, WebApplication application) {
        this.socket = socket;
        writesWithoutLock = socket.completesWithoutLock();
        threads = new ApplicationThreads(socket, application);
        workers = threads.calls(lookout);
        requests = threads.requests(lookout);
        strand = new Strand(this::fail);
        signals = new Signals(strand);
    }

    static TomcatDuplex begin(SocketWrapperBase<?> socket, Takeover takeover) {
        TomcatDuplex duplex = new TomcatDuplex(new TomcatSocket(socket), takeover.application());
        // -1: for ever. Every time limit is the connection's own.
        socket.setReadTimeout(-1);
        socket.setWriteTimeout(-1);
        duplex.dispatch(() -> takeover.begin(duplex, duplex.signals));
        return duplex;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        strand.check();
        if (finished) {
            return -1;
        }
        if (interested) {
            return 0;
        }
        try {
            int read = drained ? 0 : receive(dst);
            finished = read < 0;
            if (read == 0) {
                interested = true;
                waitForInput();
            }
            return read;
        } catch (EOFException e) {
            // What Tomcat throws unless the buffer is larger than its own (10.1, 11).
            finished = true;
            return -1;
        } catch (IOException e) {
            end(e);
            throw e;
        }
    }

    /** Whoever has promised to look for input goes elsewhere. */
    private void waitForSelector() {
        strand.execute(
                () -> {
                    if (interested && !signals.hasEnded()) {
                        socket.registerReadInterest();
                    }
                });
    }

    private void waitForInput() {
        if (drained) {
            drained = false;
            if (lookout.looksAgain()) {
                return;
            }
        } else {
            lookout.foundNothing();
        }
        socket.registerReadInterest();
    }

    private int receive(ByteBuffer dst) throws IOException {
        if (!socket.isPlain()) {
            return socket.read(dst);
        }
        int read = socket.readDirect(dst);
        // There was no more, so to ask once more would be a call of the system in vain. Should more
        // have come since, the selector tells.
        drained = read > 0 && dst.hasRemaining();
        return read;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        strand.check();
        int before = src.remaining();
        try {
            if (socket.isPlain()) {
                writeDirect(src);
            } else {
                writeThroughBuffer(src);
            }
        } catch (IOException e) {
            end(e);
            throw e;
        }
        return before - src.remaining();
    }

    private void writeDirect(ByteBuffer src) throws IOException {
        int end = src.limit();
        while (src.hasRemaining() && !writing) {
            // The JDK copies what it is given into memory it keeps for the thread.
            src.limit(Math.min(end, src.position() + MAX_AT_ONCE));
            try {
                socket.writeDirect(src);
                if (src.hasRemaining()) {
                    leave(src);
                }
            } finally {
                src.limit(end);
            }
        }
    }

    private void writeThroughBuffer(ByteBuffer src) throws IOException {
        while (src.hasRemaining() && hasRoom()) {
            if (writePiece(src) && socket.flush() && writesWithoutLock) {
                leave(src);
            }
        }
    }

    /**
     * True if Tomcat's write buffer has room; without the question Tomcat would take any amount and
     * queue it without bound. NIO2 registers interest in writing where it says no.
     */
    private boolean hasRoom() throws IOException {
        return writesWithoutLock
                ? !writing
                : socket.isReadyForWrite() || (!socket.flush() && socket.isReadyForWrite());
    }

    /**
     * Leaves the next bytes, and what is in Tomcat's buffers before them, to be written when there
     * is room.
     */
    private void leave(ByteBuffer src) {
        int count = Math.min(src.remaining(), MAX_WAITING);
        ByteBuffer waiting =
                count == 0
                        ? NOTHING
                        : ByteBuffer.allocate(count).put(0, src, src.position(), count);
        src.position(src.position() + count);
        CompletionState state = socket.writeLater(waiting, new Written());
        // Done at once, it tells nobody; else it does so when this thread has left the strand.
        writing = state != CompletionState.INLINE;
    }

    private void onWritten() {
        writing = false;
        if (closing) {
            closeNow();
        }
    }

    /** Moves what fits into Tomcat's write buffer; true if that is full now. */
    private boolean writePiece(ByteBuffer src) throws IOException {
        SocketBufferHandler buffers = socket.buffers();
        buffers.configureWriteBufferForWrite();
        int room = buffers.getWriteBuffer().remaining();
        int limit = src.limit();
        src.limit(src.position() + Math.min(room, src.remaining()));
        try {
            socket.write(src);
        } finally {
            src.limit(limit);
        }
        return src.hasRemaining() || !buffers.getWriteBuffer().hasRemaining();
    }

    @Override
    public boolean flush() throws IOException {
        strand.check();
        try {
            if (writing) {
                return false;
            }
            if (socket.isPlain() || !socket.flush()) {
                return true;
            }
            if (writesWithoutLock) {
                leave(NOTHING);
            } else {
                socket.registerWriteInterest();
            }
            return !writing && writesWithoutLock;
        } catch (IOException e) {
            end(e);
            throw e;
        }
    }

    @Override
    public void close() {
        end(null);
    }

    /**
     * Closes the socket, on the strand: Tomcat keeps the channel of a closed socket for the next
     * one (10.1, 11), so nobody may be reading or writing it then. A write that is left to Tomcat
     * is ended first.
     */
    void end(@Nullable IOException cause) {
        signals.closed(
                cause,
                () -> {
                    if (writing) {
                        closing = true;
                        socket.failWrites();
                    } else {
                        closeNow();
                    }
                });
    }

    private void closeNow() {
        closed = true;
        socket.close();
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Executor workers() {
        return workers;
    }

    /**
     * Runs requests without content, which need no worker that brings any. With NIO2, whose workers
     * come with a lock that events of the connection need, on another one.
     */
    Executor requests() {
        return requests;
    }

    @Override
    public Executor nextTurns() {
        return threads.queue();
    }

    boolean isClosed() {
        return closed;
    }

    /** What the duplex is made of; for what does neither read nor write. */
    SocketWrapperBase<?> socket() {
        return socket.wrapped();
    }

    void dispatchReadable() {
        dispatch(lookedFor);
    }

    private void tellOfInput() {
        strand.execute(came);
        signals.readable();
    }

    private void onInput() {
        interested = false;
    }

    void dispatchWritable() {
        dispatch(signals::writable);
    }

    private void dispatch(Runnable event) {
        if (writesWithoutLock) {
            threads.dispatch(event);
        } else {
            event.run();
        }
    }

    private void fail(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a connection failed by a fault of ours", failure);
        end(new IOException("a fault of ours", failure));
    }

    /** Hears of the end of a write that had to wait, on a worker that holds no lock. */
    private final class Written implements CompletionHandler<Long, Void> {

        @Override
        public void completed(Long bytes, Void nothing) {
            threads.dispatch(
                    () -> {
                        strand.execute(wrote);
                        signals.writable();
                    });
        }

        @Override
        public void failed(Throwable cause, Void nothing) {
            strand.execute(wrote);
            end(cause instanceof IOException io ? io : new IOException(cause));
        }
    }
}
