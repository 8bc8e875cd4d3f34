package org.upgradefilter.exchange;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.io.Deadline;
import org.upgradefilter.io.Timer;

/**
 * How long content is waited for: for the next byte, and for all of it. A client may keep us
 * waiting for {@link HttpTimeouts#content} and as long again as its content so far would have taken
 * at a rate that is the least; time in which nobody asks for content does not count.
 *
 * <p>Confined to the strand.
 */
public final class ContentPatience {

    /** More than enough, and far from where nanoseconds overflow. */
    private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(365);

    private final Timer timer;
    private final Deadline deadline;
    private final Duration each;
    private final int minBytesPerSecond;

    private long receivedBytes;
    private long waitedNanos;
    private long waitingSince;
    private boolean waiting;

    /**
     * @param deadline set as long as content is waited for
     * @param each how long the next byte is waited for
     * @param minBytesPerSecond what all of it must come at, on average
     */
    public ContentPatience(Timer timer, Deadline deadline, Duration each, int minBytesPerSecond) {
        this.timer = timer;
        this.deadline = deadline;
        this.each = each;
        this.minBytesPerSecond = minBytesPerSecond;
    }

    /** Content is asked for, and nothing comes. */
    public void waits() {
        if (waiting) {
            return;
        }
        waiting = true;
        waitingSince = timer.nanoTime();
        Duration all = each.plusNanos(nanosFor(receivedBytes) - waitedNanos);
        deadline.set(all.compareTo(each) < 0 ? all : each);
    }

    /** So many bytes have come. */
    public void received(int bytes) {
        receivedBytes += bytes;
        rests();
    }

    /** Nobody waits now. */
    public void rests() {
        if (waiting) {
            waiting = false;
            waitedNanos += timer.nanoTime() - waitingSince;
            deadline.clear();
        }
    }

    /** Nobody will wait again. */
    public void stop() {
        waiting = false;
        deadline.stop();
    }

    private long nanosFor(long bytes) {
        long seconds = bytes / minBytesPerSecond;
        return TimeUnit.SECONDS.toNanos(Math.min(seconds, MAX_SECONDS));
    }
}
