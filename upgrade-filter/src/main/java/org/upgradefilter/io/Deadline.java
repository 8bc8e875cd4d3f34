package org.upgradefilter.io;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A time limit that is moved much more often than it is met: moving it on costs no task of the
 * timer's.
 *
 * <p>Confined to the strand.
 */
public final class Deadline {

    /** So long that nobody lives to see it, and so short that it can be added to any time. */
    private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

    private final Timer timer;
    private final Strand strand;
    private final Runnable onPassed;

    private boolean set;
    private long dueNanos;

    private Timer.Timeout task = Timer.Timeout.NONE;
    private boolean scheduled;
    private long taskNanos;

    /** Tells the task that counts from one that was cancelled too late. */
    private int number;

    /**
     * @param onPassed run on the strand when the limit has passed; it is not set any more then
     */
    public Deadline(Timer timer, Strand strand, Runnable onPassed) {
        this.timer = timer;
        this.strand = strand;
        this.onPassed = onPassed;
    }

    /** Sets the limit, counted from now, whatever it was. */
    public void set(Duration patience) {
        long now = timer.nanoTime();
        set = true;
        dueNanos = now + Math.min(TimeUnit.NANOSECONDS.convert(patience), FOREVER_NANOS);
        if (!scheduled || taskNanos - dueNanos > 0) {
            schedule(now);
        }
    }

    /** There is no limit now. */
    public void clear() {
        set = false;
    }

    public boolean isSet() {
        return set;
    }

    /** There will be no limit any more. */
    public void stop() {
        set = false;
        scheduled = false;
        number++;
        task.cancel();
    }

    private void schedule(long now) {
        task.cancel();
        number++;
        int scheduledNumber = number;
        scheduled = true;
        taskNanos = dueNanos;
        task =
                timer.schedule(
                        Duration.ofNanos(dueNanos - now),
                        () -> strand.execute(() -> look(scheduledNumber)));
    }

    private void look(int scheduledNumber) {
        if (scheduledNumber != number) {
            return;
        }
        scheduled = false;
        if (!set) {
            return;
        }
        long now = timer.nanoTime();
        if (dueNanos - now > 0) {
            schedule(now);
        } else {
            set = false;
            onPassed.run();
        }
    }
}
