package org.upgradefilter.tomcat.coyote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.coyote.ActionCode;
import org.apache.coyote.OutputBuffer;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;

/**
 * The content of a response, which Tomcat writes blocking, or through its listener.
 *
 * <p>A writer that blocks waits until all is taken; what a listener has written is kept, as Tomcat
 * demands, and the listener hears of room when nothing is kept any more. {@link #raise}: any
 * thread. The rest: one thread at a time, though not always the same.
 */
final class ExchangeOutput implements OutputBuffer {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Exchange exchange;
    private final Wakeup room = new Wakeup();

    private @Nullable Response response;

    /** What a listener has written and there was no room for. */
    private volatile ByteBuffer kept = NOTHING;

    /** Why the response is not complete; null if nothing is known against it. */
    private volatile @Nullable Throwable failure;

    /** How much of it {@code Content-Length} lets through, in bytes; negative for any amount. */
    private long allowed = -1;

    /** For the access log: what is sent, which is nothing to a HEAD. */
    private long written;

    private volatile boolean swallowing;
    private volatile boolean ended;

    ExchangeOutput(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Is written as the content of {@code writing} from now on. */
    void serve(Response writing) {
        response = writing;
    }

    private Response response() {
        return Objects.requireNonNull(response);
    }

    /** Begins the response, of which no more than {@code contentLength} bytes are sent. */
    void begin(int status, List<Field> fields, long contentLength) {
        allowed = contentLength;
        exchange.respond(status, fields);
    }

    @Override
    public int doWrite(ByteBuffer chunk) throws IOException {
        if (!response().isCommitted()) {
            response().action(ActionCode.COMMIT, null);
        }
        int length = chunk.remaining();
        if (swallowing) {
            chunk.position(chunk.limit());
            return length;
        }
        requireSound();
        int limit = chunk.limit();
        if (allowed >= 0) {
            // Tomcat cuts off what is too much (10.1, 11); so is it here.
            chunk.limit(chunk.position() + (int) Math.min(allowed, length));
            allowed -= chunk.remaining();
        }
        if (!exchange.request().method().equals("HEAD")) {
            written += chunk.remaining();
        }
        try {
            if (response().getWriteListener() == null) {
                writeAll(kept);
                writeAll(chunk);
            } else if (kept.hasRemaining() || !writeSome(chunk)) {
                keep(chunk);
            }
        } catch (IOException e) {
            throw broken(e);
        }
        chunk.limit(limit).position(limit);
        return length;
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        room.lower();
        while (!writeSome(bytes)) {
            room.await();
            room.lower();
        }
    }

    /** Writes until there is no room; true if all was written. */
    private boolean writeSome(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (exchange.write(bytes) == 0) {
                return false;
            }
        }
        return true;
    }

    private void keep(ByteBuffer bytes) {
        ByteBuffer before = kept;
        kept =
                ByteBuffer.allocate(before.remaining() + bytes.remaining())
                        .put(before)
                        .put(bytes)
                        .flip();
    }

    /**
     * Sends what was written, all of it unless a listener writes.
     *
     * @throws IOException if the exchange was cut off
     */
    void flush() throws IOException {
        if (swallowing || ended) {
            return;
        }
        requireSound();
        try {
            if (response().getWriteListener() != null) {
                if (writeSome(kept)) {
                    exchange.flush();
                }
                return;
            }
            writeAll(kept);
            room.lower();
            while (!exchange.flush()) {
                room.await();
                room.lower();
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Writes what is kept as far as there is room; true if none is left, or none can be sent. */
    boolean isDrained() {
        if (failure != null || swallowing) {
            return true;
        }
        try {
            return writeSome(kept);
        } catch (IOException e) {
            // Whoever is told that there is room hears of it when writing, or by ERROR.
            failure = e;
            return true;
        }
    }

    /**
     * Ends the response; one that lacks something is cut off instead.
     *
     * @throws IOException if the exchange was cut off
     */
    void end(List<Field> trailers) throws IOException {
        if (ended) {
            return;
        }
        Throwable cause = failure;
        if (cause == null && !swallowing) {
            try {
                writeAll(kept);
            } catch (IOException e) {
                throw broken(e);
            }
            ended = true;
            exchange.end(trailers);
        } else {
            abort(cause == null ? new IOException("the response was given up") : cause);
        }
    }

    /** Cuts the response off, if it has not ended. */
    void abort(Throwable cause) {
        if (!ended) {
            ended = true;
            exchange.abort(cause);
        }
    }

    /** Nothing more is sent: the response will not be complete. */
    void swallow() {
        swallowing = true;
    }

    /** Makes the next write fail. */
    void fail(IOException cause) {
        failure = cause;
    }

    /** True if nothing can be sent any more. */
    boolean hasFailed() {
        return failure != null;
    }

    boolean isEnded() {
        return ended;
    }

    /** True if all of it has been written, and nothing has failed. */
    boolean isComplete() {
        return ended && failure == null && !swallowing;
    }

    private void requireSound() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    private IOException broken(IOException cause) {
        failure = cause;
        // As Tomcat's own output does: an asynchronous request hears of it by an event.
        response().action(ActionCode.CLOSE_NOW, cause);
        return cause;
    }

    @Override
    public long getBytesWritten() {
        return written;
    }

    /** There may be room, or the exchange has failed. */
    void raise() {
        room.raise();
    }
}
