package org.upgradefilter.http2;

import java.util.concurrent.TimeUnit;
import org.upgradefilter.io.Timer;

/**
 * What a peer has asked for that is work and brings nothing (RFC 9113 §10.5), in frames. The debt
 * shrinks with time, and with what is worth its frame.
 *
 * <p>Confined to the connection's strand.
 */
final class Overhead {

    /** So many a second are nobody's business: keep-alives, a user who stops what he has begun. */
    private static final int FREE_PER_SECOND = 20;

    /** What was earned is worth that many times the limit at most. */
    private static final int MAX_CREDIT = 10;

    /** As many answers to what was sent may be on their way, times the limit. */
    private static final int MAX_AWAITED = 100;

    /** What a request earns that was answered. */
    static final int ANSWERED = 5;

    /** What a request costs that was answered for nobody to take it. */
    static final int STALLED = 10;

    /** So much content is worth a frame. */
    private static final int BYTES_PER_FRAME = 1024;

    private static final long NANOS_PER_FREE = TimeUnit.SECONDS.toNanos(1) / FREE_PER_SECOND;

    private final Timer timer;
    private final int limit;

    private int debt;

    /** How many windows the peer may open because of what was sent. */
    private int awaitedWindows;

    private long forgivenNanos;

    Overhead(Timer timer, int limit) {
        this.timer = timer;
        this.limit = limit;
        forgivenNanos = timer.nanoTime();
    }

    /** Something was worth that many frames. */
    void earn(int frames) {
        debt = Math.max(debt - frames, -MAX_CREDIT * limit);
    }

    /** So much content has come or gone; what a peer does about a few kilobytes is no overhead. */
    void earnContent(int bytes) {
        earn(bytes / BYTES_PER_FRAME);
    }

    /**
     * Content was sent, however little: it was not the peer who made it that, and it may open two
     * windows, those of many small pieces at once.
     */
    void awaitWindows() {
        awaitedWindows = Math.min(awaitedWindows + 2, MAX_AWAITED * limit);
    }

    /**
     * A window was opened.
     *
     * @throws Http2Exception as {@link #charge}, if none was awaited
     */
    void chargeWindow() {
        if (awaitedWindows > 0) {
            awaitedWindows--;
        } else {
            charge(1);
        }
    }

    /**
     * So much content was for nothing after all: its request was given up before it was read.
     *
     * @throws Http2Exception as {@link #charge}
     */
    void chargeContent(int bytes) {
        charge(bytes / BYTES_PER_FRAME);
    }

    /**
     * Something was not.
     *
     * @throws Http2Exception if it is too much
     */
    void charge(int frames) {
        debt += frames;
        if (debt <= limit) {
            return;
        }
        long now = timer.nanoTime();
        long forgiven = (now - forgivenNanos) / NANOS_PER_FREE;
        forgivenNanos = now;
        debt -= (int) Math.min(forgiven, debt);
        if (debt > limit) {
            throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "too much ado about nothing");
        }
    }
}
