package org.upgradefilter.websocket;

import java.time.Duration;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * Watches whether the peer takes what is to be sent: when it has taken nothing for as long as the
 * send timeout, it is given up.
 *
 * <p>Confined to the strand. A timer runs only while something waits for room.
 */
final class SendPatience {

    private final Timer timer;
    private final Strand strand;
    private final Duration timeout;
    private final Runnable onTimeout;

    private Timer.Timeout running = Timer.Timeout.NONE;
    private boolean waiting;
    private boolean moved;

    /**
     * @param onTimeout run on the strand when the peer is given up
     */
    SendPatience(Timer timer, Strand strand, Duration timeout, Runnable onTimeout) {
        this.timer = timer;
        this.strand = strand;
        this.timeout = timeout;
        this.onTimeout = onTimeout;
    }

    /** Whether something waits for room, after each attempt to write. */
    void waits(boolean forRoom) {
        waiting = forRoom;
        moved |= !forRoom;
        if (forRoom && running == Timer.Timeout.NONE) {
            start();
        }
    }

    /** The peer has taken something. */
    void moved() {
        moved = true;
    }

    void stop() {
        running.cancel();
        waiting = false;
    }

    private void start() {
        moved = false;
        running = timer.schedule(timeout, () -> strand.execute(this::look));
    }

    private void look() {
        running = Timer.Timeout.NONE;
        if (!waiting) {
            return;
        }
        if (moved) {
            // It is slow, not gone. So it may take up to twice the time that is said.
            start();
        } else {
            onTimeout.run();
        }
    }
}
