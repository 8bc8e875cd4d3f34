package org.upgradefilter.http1;

import java.time.Duration;

/**
 * How long this side waits for a client, each time limit by its name.
 *
 * @param idle how long a connection may be without a request, from its beginning or from the end of
 *     a response; then it is closed
 * @param head how long a head may take, from its first byte; then 408
 * @param content how long content may fail to come while it is asked for; then 408, or the response
 *     is cut off if it has begun
 * @param send how long the peer may take nothing of a response before it is given up
 */
public record Http1Timeouts(Duration idle, Duration head, Duration content, Duration send) {

    private static final Http1Timeouts DEFAULTS =
            new Http1Timeouts(
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1));

    /**
     * @throws IllegalArgumentException if a limit is not positive
     */
    public Http1Timeouts {
        requirePositive(idle);
        requirePositive(head);
        requirePositive(content);
        requirePositive(send);
    }

    /** 1 minute idle, 10 s for a head, 30 s for content, 1 minute for sending. */
    public static Http1Timeouts defaults() {
        return DEFAULTS;
    }

    public Http1Timeouts withIdle(Duration timeout) {
        return new Http1Timeouts(timeout, head, content, send);
    }

    public Http1Timeouts withHead(Duration timeout) {
        return new Http1Timeouts(idle, timeout, content, send);
    }

    public Http1Timeouts withContent(Duration timeout) {
        return new Http1Timeouts(idle, head, timeout, send);
    }

    public Http1Timeouts withSend(Duration timeout) {
        return new Http1Timeouts(idle, head, content, timeout);
    }

    private static void requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive: " + timeout);
        }
    }
}
