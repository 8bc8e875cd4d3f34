package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.util.Objects;
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
    private final Runnable ask = this::ask;
    private final Runnable onWorker = this::onWorker;
    private final Runnable done;
    private final Runnable toNextTurn = this::handToNextTurn;

    /** How many calls were made; only the one that makes them counts. */
    private int calls;

    /** Written on the connection's strand, read by the one call that is under way. */
    private @Nullable Call call;

    /** Read by other threads only to find that it is not they. */
    private @Nullable Thread calling;

    /** The thread that asks the workers for a call; likewise. */
    private @Nullable Thread asking;

    /** A worker that was asked by another thread, and is out of the application; likewise. */
    private @Nullable Thread telling;

    /** What became of the call, if it was made on the thread that asks, and while it does. */
    private @Nullable Runnable outcome;

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
        boolean isBack = application.isCurrent() || telling == Thread.currentThread();
        return isBack && (calls + 1) % MAX_CALLS != 0;
    }

    private void handToWorkers() {
        calls++;
        if (calls % MAX_CALLS != 0) {
            application.execute(ask);
        } else if (application.isCurrent()) {
            // Only when this thread has left, or it would take the call up again.
            application.afterwards(toNextTurn);
        } else {
            handToNextTurn();
        }
    }

    private void handToNextTurn() {
        duplex.nextTurns().execute(onWorker);
    }

    /**
     * What follows a call made here is none of the application's, so it waits until the duplex
     * knows this thread to be out of there.
     */
    private void ask() {
        asking = Thread.currentThread();
        try {
            duplex.workers().execute(onWorker);
        } finally {
            asking = null;
        }
        Runnable here = outcome;
        if (here != null) {
            outcome = null;
            connection.execute(here);
        }
    }

    private void onWorker() {
        Thread worker = Thread.currentThread();
        if (asking == worker) {
            outcome = perform();
            return;
        }
        Runnable elsewhere = perform();
        telling = worker;
        try {
            connection.execute(elsewhere);
        } finally {
            if (telling == worker) {
                telling = null;
            }
        }
    }

    /** Calls the listener, and returns what the connection is to be told of it. */
    private Runnable perform() {
        Call current = Objects.requireNonNull(call);
        call = null;
        calling = Thread.currentThread();
        CompletionStage<?> stage;
        try {
            stage = current.on(listener);
        } catch (Throwable failure) {
            return () -> caller.onThrown(failure);
        } finally {
            calling = null;
        }
        return stage == null || isDone(stage) ? done : () -> caller.onReturned(stage);
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
