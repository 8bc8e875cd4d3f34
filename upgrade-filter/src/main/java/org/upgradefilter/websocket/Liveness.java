package org.upgradefilter.websocket;

import java.time.Duration;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * Watches whether the peer is still there: after half the idle timeout without a byte from it a
 * Ping is due, after the whole of it the peer is given up. While nobody listens to it, it need only
 * take what is sent; the Ping then shows whether the transport is still there.
 *
 * <p>Confined to the strand. Keeps no time of its own: it only remembers whether the peer was heard
 * since the last look, so it may take half a timeout longer.
 */
final class Liveness {

    private final Timer timer;
    private final Strand strand;
    private final Duration half;
    private final Watcher watcher;

    private Timer.Timeout next = Timer.Timeout.NONE;
    private boolean heard;
    private boolean moved;
    private boolean missing;
    private boolean stopped;

    Liveness(Timer timer, Strand strand, Duration idleTimeout, Watcher watcher) {
        this.timer = timer;
        this.strand = strand;
        this.watcher = watcher;
        half = idleTimeout.dividedBy(2).plusNanos(1);
    }

    void start() {
        next = timer.schedule(half, () -> strand.execute(this::look));
    }

    /** The peer has sent something. */
    void heard() {
        heard = true;
    }

    /** The peer has taken something. */
    void moved() {
        moved = true;
    }

    void stop() {
        stopped = true;
        next.cancel();
    }

    private void look() {
        if (stopped) {
            return;
        }
        boolean wasHeard = heard;
        boolean isThere =
                heard || (!watcher.isListening() && (moved || !watcher.isWaitingForRoom()));
        heard = false;
        moved = false;
        if (!isThere && missing) {
            watcher.onDead();
            return;
        }
        missing = !isThere;
        if (!wasHeard) {
            watcher.onQuiet();
        }
        start();
    }

    /** Who wants to know. */
    interface Watcher {

        /** False while the application does not ask for input, so that nothing can be heard. */
        boolean isListening();

        /** True while the peer does not take what is to be sent. */
        boolean isWaitingForRoom();

        /** A Ping is due. */
        void onQuiet();

        /** The peer is given up. */
        void onDead();
    }
}
