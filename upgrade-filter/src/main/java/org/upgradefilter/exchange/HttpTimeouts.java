package org.upgradefilter.exchange;

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
public record HttpTimeouts(Duration idle, Duration head, Duration content, Duration send) {

    private static final HttpTimeouts DEFAULTS =
            new HttpTimeouts(
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1));

    /**
     * @throws IllegalArgumentException if a limit is not positive
     */
    public HttpTimeouts {
        requirePositive(idle);
        requirePositive(head);
        requirePositive(content);
        requirePositive(send);
    }

    /** 1 minute idle, 10 s for a head, 30 s for content, 1 minute for sending. */
    public static HttpTimeouts defaults() {
        return DEFAULTS;
    }

    public HttpTimeouts withIdle(Duration timeout) {
        return new HttpTimeouts(timeout, head, content, send);
    }

    public HttpTimeouts withHead(Duration timeout) {
        return new HttpTimeouts(idle, timeout, content, send);
    }

    public HttpTimeouts withContent(Duration timeout) {
        return new HttpTimeouts(idle, head, timeout, send);
    }

    public HttpTimeouts withSend(Duration timeout) {
        return new HttpTimeouts(idle, head, content, timeout);
    }

    private static void requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive: " + timeout);
        }
    }
}
