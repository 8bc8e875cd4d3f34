package org.upgradefilter.it;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What has come and nobody has looked at. Any thread.
 *
 * @param <T> what comes
 */
final class Inbox<T> {

    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<T> waiting = new LinkedBlockingQueue<>();

    void add(T one) {
        waiting.add(one);
    }

    /** The next one, for which it waits twenty seconds at most. */
    T next() throws InterruptedException {
        T next = waiting.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
        }
        return next;
    }

    /** True if nothing comes within so many milliseconds. */
    boolean isQuiet(long milliseconds) throws InterruptedException {
        T next = waiting.poll(milliseconds, TimeUnit.MILLISECONDS);
        if (next != null) {
            throw new AssertionError("nothing expected, not " + next);
        }
        return true;
    }
}
