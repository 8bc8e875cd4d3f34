package org.upgradefilter.it.soak;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of the time the machine was not there for this process, which is not the server's fault:
 * when a thread that wants nothing but to wake up again and again did not in time, and the share of
 * the processors that others had while none was idle. Next to nothing on a machine of one's own.
 */
final class MachineStalls implements AutoCloseable {

    private static final long PAUSE_NANOS = 2_000_000;

    /** Shorter ones are how a busy machine is. */
    private static final long LEAST_NANOS = 20_000_000;

    private static final long SAMPLE_NANOS = 100_000_000;

    /** Above this no processor was idle for long. */
    private static final double FULL = 0.9;

    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private MachineStalls() {}

    static MachineStalls watching() {
        MachineStalls stalls = new MachineStalls();
        new Thread(stalls::watch, "soak-stalls").start();
        return stalls;
    }

    private void watch() {
        while (!closed) {
            long from = System.nanoTime();
            long stalled = 0;
            long now = from;
            while (now - from < SAMPLE_NANOS) {
                long due = now + PAUSE_NANOS;
                LockSupport.parkNanos(PAUSE_NANOS);
                now = System.nanoTime();
                stalled += now - due > LEAST_NANOS ? now - due : 0;
            }
            double lost = Math.max((double) stalled / (now - from), takenByOthers());
            samples.add(new Sample(from, now, lost));
        }
    }

    /** Since the last call; not a number, or less than nothing, is nothing. */
    private double takenByOthers() {
        double all = system.getCpuLoad();
        double ours = system.getProcessCpuLoad();
        return all > FULL && ours >= 0 && ours < all ? all - ours : 0;
    }

    /** How much was lost of the time between two values of {@link System#nanoTime}. */
    Duration within(long from, long to) {
        double nanos = 0;
        for (Sample sample : samples) {
            nanos +=
                    sample.lost
                            * Math.max(0, Math.min(to, sample.to) - Math.max(from, sample.from));
        }
        return Duration.ofNanos((long) nanos);
    }

    /** The share of all the time that was lost, in percent. */
    long percent() {
        return Math.round(100 * samples.stream().mapToDouble(Sample::lost).average().orElse(0));
    }

    /** Ends the watch; what was seen can still be asked for. */
    @Override
    public void close() {
        closed = true;
    }

    private record Sample(long from, long to, double lost) {}
}
