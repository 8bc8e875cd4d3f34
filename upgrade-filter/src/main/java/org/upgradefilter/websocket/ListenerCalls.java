package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;

/**
 * Calls the application's listener: one call at a time, on the container's workers, while the
 * connection's strand is free for others.
 *
 * <p>{@link #call} is confined to the connection's strand; the next call may be made when {@link
 * Caller#onReturned} has been.
 */
final class ListenerCalls {

    /**
     * After so many calls the worker is given back, and the next call waits for one like everybody
     * else's: or a few peers that never pause would keep all workers for themselves.
     */
    private static final int MAX_CALLS = 256;

    private final WebSocket.Listener listener;
    private final Strand connection;
    private final Duplex duplex;
    private final Caller caller;

    /** Unrolls calls that follow one another on the same thread. */
    private final Strand application;

    private final Runnable toWorkers = this::handToWorkers;
    private final Runnable onApplication = this::handToApplication;
    private final Runnable perform = this::perform;
    private final Runnable done;
    private final Runnable toNextTurn = this::handToNextTurn;

    /** How many calls were made; only the one that makes them counts. */
    private int calls;

    /** Written on the connection's strand, read by the one call that is under way. */
    private @Nullable Call call;

    /** Read by other threads only to find that it is not they. */
    private @Nullable Thread calling;

    ListenerCalls(WebSocket.Listener listener, Duplex duplex, Caller caller) {
        this.listener = listener;
        this.duplex = duplex;
        connection = duplex.strand();
        this.caller = caller;
        done = caller::onDone;
        application = new Strand(failure -> connection.execute(() -> caller.onThrown(failure)));
    }

    /** Calls the listener when this thread has left the connection's strand. */
    void call(Call next) {
        call = next;
        connection.afterwards(toWorkers);
    }

    /** True on the thread that is inside the listener. */
    boolean isCalling() {
        return calling == Thread.currentThread();
    }

    /** True on the thread that has just come from the listener, and will go there next. */
    boolean isBetweenCalls() {
        return application.isCurrent();
    }

    private void handToWorkers() {
        calls++;
        if (calls % MAX_CALLS != 0) {
            duplex.workers().execute(onApplication);
        } else if (application.isCurrent()) {
            // Only when this thread has left, or it would take the call up again.
            application.afterwards(toNextTurn);
        } else {
            handToNextTurn();
        }
    }

    private void handToNextTurn() {
        duplex.nextTurns().execute(onApplication);
    }

    private void handToApplication() {
        application.execute(perform);
    }

    private void perform() {
        Call current = call;
        if (current == null) {
            return;
        }
        call = null;
        calling = Thread.currentThread();
        CompletionStage<?> stage;
        try {
            stage = current.on(listener);
        } catch (Throwable failure) {
            connection.execute(() -> caller.onThrown(failure));
            return;
        } finally {
            calling = null;
        }
        if (stage == null || isDone(stage)) {
            connection.execute(done);
        } else {
            connection.execute(() -> caller.onReturned(stage));
        }
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage instanceof CompletableFuture<?> future
                && future.isDone()
                && !future.isCompletedExceptionally();
    }

    /** One call. */
    @FunctionalInterface
    interface Call {

        /**
         * Makes the call.
         *
         * @return the listener's stage; null if it has done with what it was given
         */
        @Nullable CompletionStage<?> on(WebSocket.Listener listener);
    }

    /** Who calls; told on the connection's strand. */
    interface Caller {

        /** The listener has returned and done with what it was given. */
        void onDone();

        /**
         * The listener has returned, and keeps what it was given.
         *
         * @param stage not completed yet, or exceptionally
         */
        void onReturned(CompletionStage<?> stage);

        /** The listener threw. */
        void onThrown(Throwable failure);
    }
}
