package org.upgradefilter.http1;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.io.Deadline;
import org.upgradefilter.io.Timer;

/**
 * How long content is waited for: for the next byte, and for all of it. A client may keep us
 * waiting for {@link HttpTimeouts#content} and as long again as its content so far would have taken
 * at {@link Http1Limits#minContentBytesPerSecond}; time in which nobody asks for content does not
 * count.
 *
 * <p>Confined to the strand.
 */
final class ContentPatience {

    /** More than enough, and far from where nanoseconds overflow. */
    private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(365);

    private final Timer timer;
    private final Deadline deadline;
    private final Http1Settings settings;

    private long receivedBytes;
    private long waitedNanos;
    private long waitingSince;
    private boolean waiting;

    ContentPatience(Timer timer, Deadline deadline, Http1Settings settings) {
        this.timer = timer;
        this.deadline = deadline;
        this.settings = settings;
    }

    /** Content is asked for, and nothing comes. */
    void waits() {
        if (waiting) {
            return;
        }
        waiting = true;
        waitingSince = timer.nanoTime();
        Duration each = settings.timeouts().content();
        Duration all = each.plusNanos(nanosFor(receivedBytes) - waitedNanos);
        deadline.set(all.compareTo(each) < 0 ? all : each);
    }

    /** So many bytes have come. */
    void received(int bytes) {
        receivedBytes += bytes;
        rests();
    }

    /** Nobody waits now. */
    void rests() {
        if (waiting) {
            waiting = false;
            waitedNanos += timer.nanoTime() - waitingSince;
            deadline.clear();
        }
    }

    private long nanosFor(long bytes) {
        long seconds = bytes / settings.limits().minContentBytesPerSecond();
        return TimeUnit.SECONDS.toNanos(Math.min(seconds, MAX_SECONDS));
    }
}
