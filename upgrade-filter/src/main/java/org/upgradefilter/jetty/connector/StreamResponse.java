package org.upgradefilter.jetty.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Strand;

/**
 * The response of Jetty's channel, one piece at a time, as far as there is room in the exchange.
 *
 * <p>Who sends leaves to the exchange what that takes at once, and waits for the strand with the
 * rest, though not for room: Jetty takes it for granted that what there is room for has gone out
 * when it returns, or it fails its own error pages (12.1.14). Of those, it even takes it for
 * granted that there is room, so they are copied. Later, what moves bytes is done on the strand.
 */
final class StreamResponse {

    /** The most that is copied of an error page, in bytes. */
    private static final int MAX_PAGE_BYTES = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** On its way: a head, content, and an end if there are trailers, be they none. */
    private record Piece(
            MetaData.@Nullable Response head,
            ByteBuffer bytes,
            @Nullable List<Field> trailers,
            Callback callback) {}

    private final Exchange exchange;
    private final Strand strand;
    private final Executor outside;

    /** What was sent last, until its callback is called by whoever takes it from here. */
    private final AtomicReference<@Nullable Piece> open = new AtomicReference<>();

    /** Held by who moves a piece without having the strand, lest it be cancelled meanwhile. */
    private final Lock moving = new ReentrantLock();

    // Confined to the strand.
    private @Nullable Piece sending;
    private boolean headSent;

    // Of whoever sends.
    private @Nullable Supplier<HttpFields> trailers;

    private volatile boolean begun;
    private volatile boolean ended;

    /**
     * @param outside calls callbacks, off the strand
     */
    StreamResponse(Exchange exchange, Strand strand, Executor outside) {
        this.exchange = exchange;
        this.strand = strand;
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
        if (head != null) {
            trailers = head.getTrailersSupplier();
        } else if (!last && !content.hasRemaining()) {
            // There is nothing that was not flushed.
            callback.succeeded();
            return;
        }
        List<Field> end;
        try {
            end = last ? trailers() : null;
        } catch (RuntimeException failure) {
            callback.failed(failure);
            return;
        }
        send(new Piece(head, content, end, callback));
    }

    private static boolean isInterim(int status) {
        return status < 200 && status != HttpStatus.SWITCHING_PROTOCOLS_101;
    }

    private void inform(MetaData.Response head, Callback callback) {
        // A 100 is the exchange's, when the content is asked for.
        if (head.getStatus() != HttpStatus.CONTINUE_100) {
            try {
                exchange.inform(head.getStatus(), JettyMessages.fields(head));
            } catch (RuntimeException refused) {
                callback.failed(refused);
                return;
            }
        }
        callback.succeeded();
    }

    private List<Field> trailers() {
        HttpFields fields = trailers == null ? null : trailers.get();
        return fields == null ? List.of() : JettyMessages.trailers(fields);
    }

    private void send(Piece piece) {
        open.set(piece);
        if (strand.isCurrent()) {
            begin(piece, piece.head() == null);
            advance();
            return;
        }
        Runnable call;
        try {
            if (moveAtOnce(piece)) {
                call = succeeding(piece);
            } else {
                call = isPage(piece) ? keep(piece) : moveInTurn(piece);
            }
        } catch (IOException | RuntimeException failure) {
            call = failing(piece, failure);
        }
        if (call != null) {
            call.run();
        }
    }

    /** Moves what is taken here and now; true if that is all. */
    private boolean moveAtOnce(Piece piece) throws IOException {
        moving.lock();
        try {
            if (isCancelled(piece)) {
                return true;
            }
            respond(piece);
            if (!write(piece)) {
                return false;
            }
            if (!end(piece)) {
                // If it does not leave now it does soon; without room, the next piece waits.
                exchange.flush();
            }
            return true;
        } finally {
            moving.unlock();
        }
    }

    /** True of a response that may be one of Jetty's error pages, whole. */
    private static boolean isPage(Piece piece) {
        MetaData.Response head = piece.head();
        return head != null
                && head.getStatus() >= HttpStatus.BAD_REQUEST_400
                && piece.trailers() != null
                && piece.bytes().remaining() <= MAX_PAGE_BYTES;
    }

    /**
     * Puts a copy of what is left in place of the page, to be sent when there is room, whatever
     * becomes of the request.
     *
     * @return as {@link #attempt}, as if the page was off
     */
    private @Nullable Runnable keep(Piece page) {
        // Jetty hears no more of it.
        Callback instead =
                Callback.from(Invocable.InvocationType.NON_BLOCKING, () -> {}, exchange::abort);
        Piece copy;
        moving.lock();
        try {
            if (isCancelled(page)) {
                return null;
            }
            ByteBuffer left = page.bytes();
            ByteBuffer bytes = ByteBuffer.allocate(left.remaining()).put(left).flip();
            copy = new Piece(null, bytes, page.trailers(), instead);
            open.set(copy);
        } finally {
            moving.unlock();
        }
        ended = true;
        strand.execute(
                () -> {
                    begin(copy, true);
                    advance();
                });
        return page.callback()::succeeded;
    }

    /** Moves the rest; returns as {@link #attempt}. */
    private @Nullable Runnable moveInTurn(Piece piece) {
        CompletableFuture<@Nullable Runnable> turn = new CompletableFuture<>();
        strand.execute(
                () -> {
                    begin(piece, true);
                    turn.complete(attempt());
                });
        return turn.join();
    }

    private void begin(Piece piece, boolean withoutHead) {
        sending = piece;
        headSent = withoutHead;
    }

    /**
     * Fails what is on its way, then {@code waiting}, which is told in its stead. When this
     * returns, nobody touches the bytes any more. Any thread.
     */
    void cancel(Throwable cause, Callback waiting) {
        Piece piece = withdraw();
        Runnable telling =
                () -> {
                    try {
                        if (piece != null) {
                            piece.callback().failed(cause);
                        }
                    } finally {
                        waiting.failed(cause);
                    }
                };
        if (strand.isCurrent()) {
            outside.execute(telling);
        } else {
            telling.run();
        }
    }

    private @Nullable Piece withdraw() {
        Piece piece;
        moving.lock();
        try {
            piece = open.getAndSet(null);
        } finally {
            moving.unlock();
        }
        if (strand.isCurrent()) {
            sending = null;
        } else if (piece != null) {
            CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();
            strand.execute(
                    () -> {
                        sending = null;
                        turn.complete(null);
                    });
            turn.join();
        }
        return piece;
    }

    @SuppressWarnings("ReferenceEquality") // That one, and none that says the same.
    private boolean isCancelled(Piece piece) {
        return open.get() != piece;
    }

    /** Gets on with what is on its way. On the strand. */
    void advance() {
        Runnable call = attempt();
        if (call != null) {
            outside.execute(call);
        }
    }

    /**
     * Moves what is on its way. On the strand.
     *
     * @return what to call off the strand since it is off; null if there is none, or no room for it
     */
    @Nullable Runnable attempt() {
        strand.check();
        Piece piece = sending;
        if (piece == null) {
            return null;
        }
        try {
            if (!isCancelled(piece) && !move(piece)) {
                return null;
            }
        } catch (IOException | RuntimeException failure) {
            sending = null;
            return failing(piece, failure);
        }
        sending = null;
        return succeeding(piece);
    }

    /** What tells that a piece is off; null if it was cancelled. */
    private @Nullable Runnable succeeding(Piece piece) {
        Callback callback = piece.callback();
        return open.compareAndSet(piece, null)
                ? Invocable.from(callback.getInvocationType(), callback::succeeded)
                : null;
    }

    private @Nullable Runnable failing(Piece piece, Exception cause) {
        Callback callback = piece.callback();
        Throwable told = cause instanceof IOException io ? JettyMessages.quiet(io) : cause;
        return open.compareAndSet(piece, null)
                ? Invocable.from(callback.getInvocationType(), () -> callback.failed(told))
                : null;
    }

    /** Moves what there is room for; true if all has gone out, or will go out by itself. */
    private boolean move(Piece piece) throws IOException {
        if (!headSent) {
            respond(piece);
            headSent = true;
        }
        return write(piece) && (end(piece) || exchange.flush());
    }

    private void respond(Piece piece) {
        MetaData.Response head = piece.head();
        if (head != null) {
            exchange.respond(head.getStatus(), JettyMessages.fields(head));
            begun = true;
        }
    }

    /** False if there is no room for all of the content. */
    private boolean write(Piece piece) throws IOException {
        while (piece.bytes().hasRemaining()) {
            if (exchange.write(piece.bytes()) == 0) {
                return false;
            }
        }
        return true;
    }

    /** False if more is to come. */
    private boolean end(Piece piece) {
        List<Field> end = piece.trailers();
        if (end == null) {
            return false;
        }
        ended = true;
        exchange.end(end);
        return true;
    }
}
