package org.upgradefilter.tomcat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;
import org.upgradefilter.servlet.ApplicationThreads;
import org.upgradefilter.servlet.Takeover;

/**
 * Tomcat's socket as a {@link Duplex}. Reading pauses for real: interest in reading is registered
 * only when the connection has asked for bytes and there were none.
 */
final class TomcatDuplex implements Duplex {

    private static final System.Logger LOG = System.getLogger(TomcatDuplex.class.getName());

    private final SocketWrapperBase<?> socket;
    private final ApplicationThreads threads;
    private final Strand strand;
    private final Signals signals;

    private volatile boolean closed;

    // Confined to the strand.
    private boolean finished;

    private TomcatDuplex(SocketWrapperBase<?> socket, ClassLoader loader) {
        this.socket = socket;
        threads = new ApplicationThreads(socket::execute, loader);
        strand = new Strand(this::fail);
        signals = new Signals(strand);
    }

    static TomcatDuplex begin(SocketWrapperBase<?> socket, Takeover takeover) {
        TomcatDuplex duplex = new TomcatDuplex(socket, takeover.loader());
        // -1: for ever. Every time limit is the connection's own.
        socket.setReadTimeout(-1);
        socket.setWriteTimeout(-1);
        takeover.begin(duplex, duplex.signals);
        return duplex;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        strand.check();
        if (finished) {
            return -1;
        }
        try {
            int read = socket.read(false, dst);
            if (read == 0) {
                socket.registerReadInterest();
            }
            return read;
        } catch (EOFException e) {
            // Tomcat never returns -1 from a non-blocking read (10.1, 11).
            finished = true;
            return -1;
        } catch (IOException e) {
            end(e);
            throw e;
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        strand.check();
        int before = src.remaining();
        try {
            while (src.hasRemaining()) {
                // Without the question Tomcat would take any amount and queue it without bound.
                if (!isReadyForWrite()) {
                    break;
                }
                if (writePiece(src)) {
                    socket.flush(false);
                }
            }
        } catch (IOException e) {
            end(e);
            throw e;
        }
        return before - src.remaining();
    }

    /**
     * True if Tomcat's write buffer has room; else interest in writing is registered. NIO says no
     * as long as anything is in the buffer that did not fit into the socket, and leaves it to the
     * asker to flush; NIO2 flushes by itself (10.1, 11).
     */
    private boolean isReadyForWrite() throws IOException {
        return socket.isReadyForWrite() || (!socket.flush(false) && socket.isReadyForWrite());
    }

    /** Moves what fits into Tomcat's write buffer; true if that is full now. */
    private boolean writePiece(ByteBuffer src) throws IOException {
        SocketBufferHandler buffers = socket.getSocketBufferHandler();
        buffers.configureWriteBufferForWrite();
        int room = buffers.getWriteBuffer().remaining();
        int limit = src.limit();
        src.limit(src.position() + Math.min(room, src.remaining()));
        try {
            socket.write(false, src);
        } finally {
            src.limit(limit);
        }
        return src.hasRemaining() || !buffers.getWriteBuffer().hasRemaining();
    }

    @Override
    public boolean flush() throws IOException {
        strand.check();
        try {
            boolean waiting = socket.flush(false);
            if (waiting) {
                socket.registerWriteInterest();
            }
            return !waiting;
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
     * one (10.1, 11), so nobody may be reading or writing it then.
     */
    void end(@Nullable IOException cause) {
        signals.closed(
                cause,
                () -> {
                    closed = true;
                    socket.close();
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

    boolean isClosed() {
        return closed;
    }

    // Tomcat calls these two holding the socket's lock, which its next event for the socket will
    // need (10.1, 11). So the thread is not taken for one that may block: application code goes to
    // another worker, or a listener that waits for what it has sent would wait for ever.

    void dispatchReadable() {
        signals.readable();
    }

    void dispatchWritable() {
        signals.writable();
    }

    private void fail(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a connection failed by a fault of ours", failure);
        end(new IOException("a fault of ours", failure));
    }
}
