package org.upgradefilter.websocket;

import java.io.IOException;
import java.time.Duration;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/**
 * The closing handshake, from whichever side it is started, and when the connection is closed after
 * it (RFC 6455 §7.1).
 *
 * <p>Knows nothing of the listener: whoever decides that the WebSocket ends tells both. Confined to
 * the duplex's strand.
 */
final class ClosingHandshake {

    /**
     * How long a peer that was told of its fault may go on sending. Closing at once could destroy
     * the Close on its way: TCP resets a connection that still receives.
     */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Duplex duplex;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Timer timer;
    private final Duration patience;
    private final Runnable onTimeout;

    private CloseState state = CloseState.OPEN;
    private boolean failed;
    private boolean connectionClosed;
    private Timer.Timeout timeout = Timer.Timeout.NONE;

    /** What answers the peer's Close. */
    private CloseBody echo = CloseBody.NONE;

    /**
     * @param patience how long the peer may take to send its Close, and to take ours
     * @param onTimeout run on the strand when it has taken longer; the duplex is closed then
     */
    ClosingHandshake(
            Duplex duplex,
            Inbound inbound,
            Outbound outbound,
            Timer timer,
            Duration patience,
            Runnable onTimeout) {
        this.duplex = duplex;
        this.inbound = inbound;
        this.outbound = outbound;
        this.timer = timer;
        this.patience = patience;
        this.onTimeout = onTimeout;
    }

    /** True until our Close. */
    boolean canSend() {
        return state.canSend();
    }

    /** True until the peer's Close. */
    boolean canReceive() {
        return state.canReceive();
    }

    /** True when both sides have sent a Close, or can send none any more. */
    boolean isComplete() {
        return state == CloseState.CLOSED;
    }

    /** True when the peer is out of reach (§7.1.4). */
    boolean isConnectionClosed() {
        return connectionClosed;
    }

    /** True from the first call of {@link #fail}. */
    boolean hasFailed() {
        return failed;
    }

    /** The application's own Close is on its way (§7.1.2), or was too late to be sent. */
    void sendClose() {
        if (state.canSend()) {
            state = state.sendClose();
            awaitPeer();
        }
    }

    /** The peer's Close; {@link #answer} follows in its time. Nothing after it is looked at. */
    void recvClose(int code) {
        state = state.recvClose();
        echo = new CloseBody(code, "");
        // To see the end of the stream, whatever comes before it.
        inbound.discard();
    }

    /** The peer was heard: its Close counts also where nobody listens any more. */
    void recvDiscarded() {
        if (inbound.hasSeenClose() && state.canReceive()) {
            state = state.recvClose();
        }
    }

    /** Answers the peer's Close with the code it had (§5.5.1), unless ours is sent already. */
    void answer() {
        if (!connectionClosed && state.canSend()) {
            send(echo);
            awaitPeer();
        }
    }

    /**
     * Starts the handshake from our side (§7.1.2). What has not been begun is not sent any more,
     * and of what comes only a Close is seen.
     */
    void start(CloseBody body) {
        giveUp(body, patience);
    }

    /** Fails the WebSocket (§7.1.7): starts the handshake, and does not wait long for the peer. */
    void fail(CloseBody body) {
        failed = true;
        giveUp(body, LINGER);
    }

    private void giveUp(CloseBody body, Duration wait) {
        if (connectionClosed) {
            return;
        }
        inbound.discard();
        if (state.canSend()) {
            outbound.dropWaiting(new IOException("the WebSocket is closing: " + body.reason()));
            send(body);
        }
        // One that broke a rule is still the peer's last frame (§5.5.1).
        recvDiscarded();
        await(wait);
    }

    private void send(CloseBody body) {
        state = state.sendClose();
        outbound.add(Outgoing.ofOurOwn(Opcode.CLOSE, body.payload()));
    }

    /** From now on the connection lasts no longer than the peer may take. */
    void awaitPeer() {
        await(patience);
    }

    private void await(Duration wait) {
        timeout.cancel();
        timeout = timer.schedule(wait, () -> duplex.strand().execute(this::onTimeout));
    }

    private void onTimeout() {
        if (!connectionClosed) {
            onTimeout.run();
            duplex.close();
        }
    }

    /** Closes the connection when both Closes are through: a server does so first (§7.1.1). */
    void closeWhenThrough() {
        if (isComplete() && outbound.isCloseSent()) {
            duplex.close();
        }
    }

    /** The connection is closed (§7.1.4), cleanly or not. */
    void connectionClosed() {
        connectionClosed = true;
        state = CloseState.CLOSED;
        timeout.cancel();
    }
}
