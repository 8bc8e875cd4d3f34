package org.upgradefilter.websocket;

import java.time.Duration;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * Watches whether the peer is still there: after a while without a byte from it a Ping is due,
 * after the idle timeout the peer is given up. While nobody listens to it, it need only take what
 * is sent; the Ping then shows whether the transport is still there.
 *
 * <p>Confined to the strand. Keeps no time of its own: it looks now and then whether the peer was
 * heard since the last look, so it may take longer by the time between two looks.
 */
final class Liveness {

    private final Timer timer;
    private final Strand strand;
    private final Duration pause;
    private final boolean pings;
    private final long patience;
    private final Watcher watcher;

    private Timer.Timeout next = Timer.Timeout.NONE;
    private boolean heard;
    private boolean moved;
    private boolean stopped;

    /** For how many looks the peer has been silent, and for how many it seems not to be there. */
    private long quiet;

    private long missing;

    Liveness(Timer timer, Strand strand, WebSocketTimeouts timeouts, Watcher watcher) {
        this.timer = timer;
        this.strand = strand;
        this.watcher = watcher;
        Duration half = timeouts.idle().dividedBy(2).plusNanos(1);
        Duration wanted = timeouts.pingInterval();
        pings = wanted == null || !wanted.isZero();
        pause = wanted == null || !pings || wanted.compareTo(half) > 0 ? half : wanted;
        // Rounded up: never before the time is over.
        patience = timeouts.idle().plus(pause).minusNanos(1).dividedBy(pause);
    }

    void start() {
        next = timer.schedule(pause, () -> strand.execute(this::look));
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
        boolean isThere =
                heard || (!watcher.isListening() && (moved || !watcher.isWaitingForRoom()));
        quiet = heard ? 0 : quiet + 1;
        missing = isThere ? 0 : missing + 1;
        heard = false;
        moved = false;
        if (missing >= patience) {
            watcher.onDead();
            return;
        }
        if (quiet > 0 && pings) {
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
