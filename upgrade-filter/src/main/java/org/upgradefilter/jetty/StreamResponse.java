package org.upgradefilter.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;

/**
 * The response of Jetty's channel, one piece at a time, as far as there is room in the exchange.
 *
 * <p>Whoever comes with a piece, with news of room or with a cancellation takes a turn, or leaves
 * it to the thread that has the turn. Callbacks are called after it, so that one may send again, or
 * block.
 */
final class StreamResponse {

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** A piece that is on its way; an end if it has trailers, be they none. */
    private record Piece(ByteBuffer bytes, @Nullable List<Field> trailers, Callback callback) {}

    private record Cancellation(Throwable cause, Callback callback) {}

    private final Exchange exchange;
    private final Executor outside;

    /** Turns that are asked for; who moves it from 0 to 1 takes them all. */
    private final AtomicInteger turns = new AtomicInteger();

    private final AtomicReference<@Nullable Cancellation> cancelled = new AtomicReference<>();

    /** Set by whoever sends, cleared by whoever has the turn. */
    private volatile @Nullable Piece sending;

    // Of whoever sends.
    private @Nullable Supplier<HttpFields> trailers;

    private volatile boolean begun;
    private volatile boolean ended;

    /**
     * @param outside calls callbacks, off the strand if they may block
     */
    StreamResponse(Exchange exchange, Executor outside) {
        this.exchange = exchange;
        this.outside = outside;
    }

    boolean isBegun() {
        return begun;
    }

    boolean hasEnded() {
        return ended;
    }

    /**
     * Sends one piece; the next one comes when its callback was called.
     *
     * @param head null if it was sent before
     */
    void send(
            MetaData.@Nullable Response head,
            boolean last,
            @Nullable ByteBuffer bytes,
            Callback callback) {
        if (head != null && isInterim(head.getStatus())) {
            inform(head, callback);
            return;
        }
        ByteBuffer content = bytes == null ? NOTHING : bytes;
        List<Field> end;
        try {
            if (head != null) {
                begin(head);
            } else if (!last && !content.hasRemaining()) {
                // There is nothing that was not flushed.
                callback.succeeded();
                return;
            }
            end = last ? trailers() : null;
        } catch (RuntimeException refused) {
            callback.failed(refused);
            return;
        }
        sending = new Piece(content, end, callback);
        advance();
    }

    private static boolean isInterim(int status) {
        return status < 200 && status != SWITCHING_PROTOCOLS;
    }

    private void inform(MetaData.Response head, Callback callback) {
        // A 100 is the exchange's, when the content is asked for.
        if (head.getStatus() != CONTINUE) {
            try {
                exchange.inform(
                        head.getStatus(),
                        JettyMessages.fields(head.getStatus(), head.getHttpFields()));
            } catch (RuntimeException refused) {
                callback.failed(refused);
                return;
            }
        }
        callback.succeeded();
    }

    private void begin(MetaData.Response head) {
        exchange.respond(
                head.getStatus(), JettyMessages.fields(head.getStatus(), head.getHttpFields()));
        trailers = head.getTrailersSupplier();
        begun = true;
    }

    private List<Field> trailers() {
        HttpFields fields = trailers == null ? null : trailers.get();
        return fields == null ? List.of() : JettyMessages.fields(200, fields);
    }

    /** Fails what is on its way, and {@code waiting}, which is told in its stead. */
    void cancel(Throwable cause, Callback waiting) {
        cancelled.set(new Cancellation(cause, waiting));
        advance();
    }

    /** Gets on with what is on its way. Any thread, any time. */
    void advance() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        Runnable calls = null;
        int seen;
        do {
            seen = turns.get();
            calls = Invocable.combine(calls, attempt());
        } while (!turns.compareAndSet(seen, 0));
        if (calls != null) {
            outside.execute(calls);
        }
    }

    /** Takes one turn; what to call after it, or null. */
    private @Nullable Runnable attempt() {
        Piece piece = sending;
        Cancellation stop = cancelled.getAndSet(null);
        if (stop != null) {
            sending = null;
            return Invocable.combine(
                    piece == null ? null : failing(piece.callback(), stop.cause()),
                    failing(stop.callback(), stop.cause()));
        }
        if (piece == null) {
            return null;
        }
        Runnable outcome;
        try {
            if (!move(piece)) {
                return null;
            }
            Callback callback = piece.callback();
            outcome = Invocable.from(callback.getInvocationType(), callback::succeeded);
        } catch (IOException | RuntimeException failure) {
            outcome = failing(piece.callback(), failure);
        }
        sending = null;
        return outcome;
    }

    /** Moves what there is room for; true if all has gone out, or will go out by itself. */
    private boolean move(Piece piece) throws IOException {
        while (piece.bytes().hasRemaining()) {
            if (exchange.write(piece.bytes()) == 0) {
                return false;
            }
        }
        if (piece.trailers() == null) {
            return exchange.flush();
        }
        ended = true;
        exchange.end(piece.trailers());
        return true;
    }

    private static Runnable failing(Callback callback, Throwable cause) {
        return Invocable.from(callback.getInvocationType(), () -> callback.failed(cause));
    }
}
