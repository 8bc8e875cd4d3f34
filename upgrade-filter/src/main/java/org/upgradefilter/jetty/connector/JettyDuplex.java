package org.upgradefilter.jetty.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;
import org.upgradefilter.takeover.ApplicationThreads;
import org.upgradefilter.takeover.Lookout;
import org.upgradefilter.takeover.WebApplication;

/**
 * Jetty's end point as a {@link Duplex}. Reading pauses for real: interest in filling is registered
 * only when the connection has asked for bytes and there were none.
 */
public final class JettyDuplex implements Duplex {

    private static final System.Logger LOG = System.getLogger(JettyDuplex.class.getName());

    /** The most that is copied for a write that has to wait, in bytes. */
    private static final int MAX_WAITING = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EndPoint endPoint;

    /** Without TLS, which may hold input of which no selector tells. */
    private final boolean plain;

    private final ApplicationThreads threads;
    private final JettyConnection connection;
    private final Strand strand;
    private final Signals signals;
    private final Callback written = new Written();
    private final Runnable filled = this::onFilled;
    private final Runnable wrote = this::onWritten;
    private final Lookout lookout = new Lookout(this::tellOfInput, this::waitForSelector);
    private final Runnable lookedFor = lookout::onInput;
    private final Executor workers;
    private final Executor requests;
    private final Executor requestsBeside;

    // Confined to the strand.
    private ByteBuffer unread = NOTHING;
    private boolean filling;

    /** True if all that had come was read. */
    private boolean drained;

    private boolean writing;

    JettyDuplex(JettyConnection connection, Executor executor, WebApplication application) {
        this.connection = connection;
        endPoint = connection.getEndPoint();
        plain = endPoint instanceof SocketChannelEndPoint;
        threads = new ApplicationThreads(executor, application);
        workers = threads.calls(lookout);
        requests = threads.requests(lookout);
        requestsBeside = threads.requestsBeside(lookout);
        strand = new Strand(this::fail);
        signals = new Signals(strand);
    }

    Signals signals() {
        return signals;
    }

    /** What Jetty has in its end point. */
    JettyConnection connection() {
        return connection;
    }

    /** Bytes to be read before those of the socket. Before the duplex is used. */
    void unread(ByteBuffer bytes) {
        unread =
                ByteBuffer.allocate(unread.remaining() + bytes.remaining())
                        .put(unread)
                        .put(bytes)
                        .flip();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        strand.check();
        if (unread.hasRemaining()) {
            int count = Math.min(dst.remaining(), unread.remaining());
            dst.put(dst.position(), unread, unread.position(), count);
            dst.position(dst.position() + count);
            unread.position(unread.position() + count);
            if (!unread.hasRemaining()) {
                unread = NOTHING;
            }
            return count;
        }
        if (filling) {
            return 0;
        }
        // Jetty fills behind the limit and moves the limit, so it is shown an empty slice.
        int read = drained ? 0 : fill(dst.slice().limit(0));
        if (read > 0) {
            dst.position(dst.position() + read);
            // There was no more, so to ask once more would be a call of the system in vain. Should
            // more have come since, the selector tells.
            drained = plain && dst.hasRemaining();
        } else if (read == 0) {
            filling = true;
            waitForInput();
        }
        return read;
    }

    /** Whoever has promised to look for input goes elsewhere. */
    private void waitForSelector() {
        strand.execute(
                () -> {
                    if (filling && !signals.hasEnded()) {
                        connection.fillInterested();
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
        connection.fillInterested();
    }

    private int fill(ByteBuffer empty) throws IOException {
        try {
            return endPoint.fill(empty);
        } catch (IOException e) {
            end(e);
            throw e;
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        strand.check();
        if (writing) {
            return 0;
        }
        int before = src.remaining();
        boolean sent = send(src);
        int taken = before - src.remaining();
        if (sent || (taken > 0 && src.hasRemaining())) {
            return taken;
        }
        return taken + leave(src);
    }

    /** Sends what the socket takes now; false if anything is left here or in Jetty's TLS buffer. */
    private boolean send(ByteBuffer src) throws IOException {
        try {
            int left;
            do {
                left = src.remaining();
                if (endPoint.flush(src)) {
                    return true;
                }
            } while (src.hasRemaining() && src.remaining() < left);
            return false;
        } catch (IOException e) {
            end(e);
            throw e;
        }
    }

    /**
     * Leaves the next bytes, or what is in Jetty's TLS buffer, to be written when there is room,
     * which is the only way to hear of it (12.0, 12.1).
     */
    private int leave(ByteBuffer src) {
        int count = Math.min(src.remaining(), MAX_WAITING);
        ByteBuffer waiting = ByteBuffer.allocate(count).put(0, src, src.position(), count);
        src.position(src.position() + count);
        writing = true;
        endPoint.write(written, waiting);
        return count;
    }

    @Override
    public boolean flush() throws IOException {
        strand.check();
        return !writing;
    }

    @Override
    public void close() {
        end(null);
    }

    /** Closes the end point, on the strand, when nobody is reading or writing it. */
    void end(@Nullable IOException cause) {
        signals.closed(cause, () -> endPoint.close(cause));
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Executor workers() {
        return workers;
    }

    /** Runs requests without content, which need no worker that brings any. */
    Executor requests() {
        return requests;
    }

    /** Runs requests that share the connection. */
    Executor requestsBeside() {
        return requestsBeside;
    }

    @Override
    public Executor nextTurns() {
        return threads.queue();
    }

    void dispatchReadable() {
        dispatch(lookedFor);
    }

    private void tellOfInput() {
        strand.execute(filled);
        signals.readable();
    }

    private void onFilled() {
        filling = false;
    }

    private void onWritten() {
        writing = false;
    }

    /** Runs {@code event} on this thread, which Jetty has sent for the connection. */
    void dispatch(Runnable event) {
        threads.dispatch(event);
    }

    private void fail(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a connection failed by a fault of ours", failure);
        end(new IOException("a fault of ours", failure));
    }

    /** Hears of the end of a write that had to wait. */
    private final class Written implements Callback {

        @Override
        public void succeeded() {
            dispatch(
                    () -> {
                        strand.execute(wrote);
                        signals.writable();
                    });
        }

        @Override
        public void failed(Throwable cause) {
            end(JettyConnection.asIOException(cause));
        }
    }
}
