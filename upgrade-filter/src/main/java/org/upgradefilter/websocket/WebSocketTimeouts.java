package org.upgradefilter.websocket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long this side waits for a peer, each time limit by its name.
 *
 * @param idle silence after which the peer is given up; silence does not count while the listener
 *     asks for nothing
 * @param pingInterval silence after which a Ping is sent, and again each time it has lasted as long
 *     again; less than {@code idle}, of which more than half counts as half; zero for never, null
 *     for half of {@code idle}
 * @param send how long the peer may take nothing of what is to be sent before it is given up
 * @param close how long the peer may take to answer a Close
 * @param message how long the peer is waited for between the first byte of a message and its last,
 *     zero for ever; then the WebSocket fails with 1008. Time in which the listener asks for
 *     nothing or is being called does not count
 */
public record WebSocketTimeouts(
        Duration idle,
        @Nullable Duration pingInterval,
        Duration send,
        Duration close,
        Duration message) {

    private static final WebSocketTimeouts DEFAULTS =
            new WebSocketTimeouts(
                    Duration.ofMinutes(5),
                    null,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5));

    /**
     * @throws IllegalArgumentException if a limit is not positive; the interval and {@code message}
     *     may also be zero
     */
    public WebSocketTimeouts {
        requirePositive(idle);
        requirePositive(send);
        requirePositive(close);
        if (message.isNegative()) {
            throw new IllegalArgumentException("a timeout must not be negative: " + message);
        }
        if (pingInterval != null && pingInterval.isNegative()) {
            throw new IllegalArgumentException("an interval must not be negative: " + pingInterval);
        }
    }

    /**
     * 5 minutes of silence with a Ping after half of it, 1 minute for sending, 5 s for a Close, 5
     * minutes for a message.
     */
    public static WebSocketTimeouts defaults() {
        return DEFAULTS;
    }

    /** These, but for the silence after which a peer is given up. */
    public WebSocketTimeouts withIdle(Duration timeout) {
        return new WebSocketTimeouts(timeout, pingInterval, send, close, message);
    }

    /** These, but for the silence after which a Ping is sent; zero for never. */
    public WebSocketTimeouts withPingInterval(Duration interval) {
        return new WebSocketTimeouts(idle, interval, send, close, message);
    }

    /** These, but for how long the peer may take nothing of what is to be sent. */
    public WebSocketTimeouts withSend(Duration timeout) {
        return new WebSocketTimeouts(idle, pingInterval, timeout, close, message);
    }

    /** These, but for how long the peer may take to answer a Close. */
    public WebSocketTimeouts withClose(Duration timeout) {
        return new WebSocketTimeouts(idle, pingInterval, send, timeout, message);
    }

    /** These, but for how long the peer may take over one message; zero for ever. */
    public WebSocketTimeouts withMessage(Duration timeout) {
        return new WebSocketTimeouts(idle, pingInterval, send, close, timeout);
    }

    private static void requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive: " + timeout);
        }
    }
}
