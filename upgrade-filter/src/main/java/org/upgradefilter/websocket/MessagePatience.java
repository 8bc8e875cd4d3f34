package org.upgradefilter.websocket;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * Watches how long the peer is waited for within one message: whoever gathers it, the listener as a
 * rule, keeps what has come until the rest has.
 *
 * <p>Time in which the listener asks for nothing, or is being called, does not count. Confined to
 * the strand. A message that comes at once costs no timer, and others share one.
 */
final class MessagePatience {

    private final Timer timer;
    private final Strand strand;
    private final Runnable onTimeout;

    /** 0 for ever. */
    private final long timeoutNanos;

    private Timer.Timeout running = Timer.Timeout.NONE;
    private long message;
    private boolean waiting;
    private long waitingSince;

    /** How long the peer was waited for within the message, until it was last. */
    private long waitedNanos;

    /**
     * @param timeout zero if a message may take for ever
     * @param onTimeout run on the strand when a message has taken longer
     */
    MessagePatience(Timer timer, Strand strand, Duration timeout, Runnable onTimeout) {
        this.timer = timer;
        this.strand = strand;
        this.onTimeout = onTimeout;
        timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    }

    /**
     * Nothing more can be read for the time being.
     *
     * @param underWay the number of the message that has begun and not ended; 0 if there is none
     * @param forPeer false if it is not the peer that is waited for
     */
    void rests(long underWay, boolean forPeer) {
        if (timeoutNanos == 0 || (underWay == 0 && message == 0)) {
            return;
        }
        long now = timer.nanoTime();
        if (underWay != message) {
            message = underWay;
            waitedNanos = 0;
        } else if (waiting) {
            waitedNanos += now - waitingSince;
        }
        waiting = forPeer && underWay != 0;
        waitingSince = now;
        if (waiting && running == Timer.Timeout.NONE) {
            start(timeoutNanos - waitedNanos);
        }
    }

    void stop() {
        running.cancel();
        waiting = false;
    }

    private void start(long nanos) {
        running = timer.schedule(Duration.ofNanos(nanos), () -> strand.execute(this::look));
    }

    private void look() {
        running = Timer.Timeout.NONE;
        if (!waiting) {
            return;
        }
        long left = timeoutNanos - waitedNanos - (timer.nanoTime() - waitingSince);
        if (left > 0) {
            start(left);
        } else {
            onTimeout.run();
        }
    }
}
