package org.upgradefilter.it.soak;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * When nobody in this process could do anything in time: a thread that wants nothing but to wake up
 * again and again, and takes note of when it did not. What a client waits meanwhile is not the
 * server's fault.
 */
final class MachineStalls implements AutoCloseable {

    private static final long PAUSE_NANOS = 2_000_000;

    /** Shorter ones are how a busy machine is. */
    private static final long LEAST_NANOS = 20_000_000;

    private final Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private final Thread watch = new Thread(this::watch, "soak-stalls");
    private volatile boolean closed;

    private MachineStalls() {}

    static MachineStalls watching() {
        MachineStalls stalls = new MachineStalls();
        stalls.watch.start();
        return stalls;
    }

    private void watch() {
        while (!closed) {
            long due = System.nanoTime() + PAUSE_NANOS;
            LockSupport.parkNanos(PAUSE_NANOS);
            long now = System.nanoTime();
            if (now - due > LEAST_NANOS) {
                stalls.add(new Stall(due, now));
            }
        }
    }

    /** How much of the time between two values of {@link System#nanoTime} was stalled. */
    Duration within(long from, long to) {
        long nanos = 0;
        for (Stall stall : stalls) {
            nanos += Math.max(0, Math.min(to, stall.to) - Math.max(from, stall.from));
        }
        return Duration.ofNanos(nanos);
    }

    /** The longest one. */
    Duration longest() {
        return Duration.ofNanos(
                stalls.stream().mapToLong(stall -> stall.to - stall.from).max().orElse(0));
    }

    /** Ends the watch; what was seen can still be asked for. */
    @Override
    public void close() {
        closed = true;
    }

    private record Stall(long from, long to) {}
}
