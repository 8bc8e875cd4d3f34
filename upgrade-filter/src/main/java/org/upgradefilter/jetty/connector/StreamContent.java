package org.upgradefilter.jetty.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.BufferPool;

/**
 * The content of a request in chunks, when Jetty asks for it.
 *
 * <p>{@link #read} and {@link #demand}: one at a time, as the application reads.
 */
final class StreamContent {

    /** Whether somebody waits to hear that there may be content. */
    private enum Signal {
        NONE,
        GIVEN,
        WAITED_FOR
    }

    private final Exchange exchange;
    private final Runnable available;
    private final AtomicReference<Signal> signal = new AtomicReference<>(Signal.NONE);

    /** Received when it was demanded, and not read yet. */
    private final AtomicReference<Content.@Nullable Chunk> received = new AtomicReference<>();

    private volatile boolean dropped;

    /**
     * @param available run when there is what was demanded, or may be
     */
    StreamContent(Exchange exchange, Runnable available) {
        this.exchange = exchange;
        this.available = available;
    }

    /** The next piece; null if there is none now. The end, and a failure, come again and again. */
    Content.@Nullable Chunk read() {
        Content.Chunk chunk = received.getAndSet(null);
        return chunk == null ? receive() : chunk;
    }

    /** Has Jetty called back when there is something to read, now or later. */
    void demand() {
        if (received.get() == null) {
            signal.set(Signal.NONE);
            Content.Chunk chunk = receive();
            if (chunk == null && signal.compareAndSet(Signal.NONE, Signal.WAITED_FOR)) {
                return;
            }
            received.set(chunk);
        }
        available.run();
    }

    private Content.@Nullable Chunk receive() {
        if (dropped) {
            return Content.Chunk.EOF;
        }
        ByteBuffer buffer = BufferPool.SHARED.take();
        int count = 0;
        try {
            count = exchange.read(buffer);
        } catch (IOException e) {
            return Content.Chunk.from(JettyMessages.quiet(e), true);
        } finally {
            if (count <= 0) {
                BufferPool.SHARED.give(buffer);
            }
        }
        if (count > 0) {
            return Content.Chunk.from(buffer.flip(), false, BufferPool.SHARED::give);
        }
        return count == 0 ? null : end(exchange.trailers());
    }

    private static Content.Chunk end(List<Field> trailers) {
        return trailers.isEmpty()
                ? Content.Chunk.EOF
                : new Trailers(JettyMessages.fields(trailers));
    }

    /** There may be something to read. On the strand. */
    void onReadable() {
        if (signal.getAndSet(Signal.GIVEN) == Signal.WAITED_FOR) {
            available.run();
        }
    }

    /** Nothing more is read from now on. Any thread. */
    void drop() {
        dropped = true;
    }

    /** Gives back what nobody has read. */
    void release() {
        Content.Chunk chunk = received.getAndSet(null);
        if (chunk != null) {
            chunk.release();
        }
    }
}
