package org.upgradefilter.websocket;

import java.io.IOException;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a sender is given. Whoever waits for it by {@code join} or {@code get} is woken by any
 * thread: if it took a worker, then as many listeners as there are workers, each waiting for what
 * it has sent, would wait for ever, and everybody else with them.
 *
 * <p>What depends on it is application code, and runs where {@link #publish} or the wait is. Any
 * thread.
 */
final class SendStage extends CompletableFuture<WebSocket> {

    /** What has become of the frame. Nothing of the application's depends on it. */
    private final CompletableFuture<WebSocket> outcome = new CompletableFuture<>();

    /** Of the sender's thread alone. */
    private boolean handedOut;

    /** From now on something may depend on it. On the thread that sends. */
    SendStage handOut() {
        handedOut = true;
        return this;
    }

    /** Likewise. */
    boolean isHandedOut() {
        return handedOut;
    }

    /** The frame is sent. Runs no application code. */
    void settle(WebSocket socket) {
        outcome.complete(socket);
    }

    /** The frame will never be sent. Runs no application code. */
    void settle(IOException cause) {
        outcome.completeExceptionally(cause);
    }

    /** Completes as it was settled, and runs what depends on it. */
    void publish() {
        if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
            complete(outcome.join());
            return;
        }
        CompletionStage<WebSocket> settled = outcome;
        settled.whenComplete(
                (socket, failure) -> {
                    if (failure == null) {
                        complete(socket);
                    } else {
                        completeExceptionally(failure);
                    }
                });
    }

    @Override
    public WebSocket join() {
        if (!isDone()) {
            settled().join();
            publish();
        }
        return super.join();
    }

    @Override
    public WebSocket get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            settled().get();
            publish();
        }
        return super.get();
    }

    @Override
    public WebSocket get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            settled().get(timeout, unit);
            publish();
        }
        return super.get(timeout, unit);
    }

    /** Completes, and never exceptionally, when this is settled, or somebody has completed it. */
    private CompletableFuture<@Nullable Object> settled() {
        return CompletableFuture.anyOf(outcome, this).handle((socket, failure) -> null);
    }
}
