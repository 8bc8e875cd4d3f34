package org.upgradefilter.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.upgradefilter.bench.client.Work;

/**
 * The targets of one server process take turns, so that what else the machine does falls on all of
 * them alike.
 *
 * @param <T> what a target is called by
 */
public final class Turns<T extends Enum<T>> {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Linux counts in 1/100 s for everybody who reads {@code /proc}. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final ServerProcess server;
    private final Map<T, Load> loads;

    /**
     * @param loads of at least one target
     */
    public Turns(ServerProcess server, Map<T, Load> loads) {
        this.server = server;
        this.loads = new EnumMap<>(loads);
    }

    /** Runs each for so long, unmeasured. */
    public void warmUp(Duration length) throws IOException {
        for (Load load : loads.values()) {
            load.run(length);
        }
    }

    /** So many rounds of such length for each target; another one begins each time. */
    public Map<T, List<Round>> run(int count, Duration length) throws IOException {
        Map<T, List<Round>> rounds =
                new EnumMap<>(loads.keySet().iterator().next().getDeclaringClass());
        List<T> order = new ArrayList<>(loads.keySet());
        for (int i = 0; i < count; i++) {
            for (T target : order) {
                rounds.computeIfAbsent(target, none -> new ArrayList<>())
                        .add(round(Objects.requireNonNull(loads.get(target)), length));
            }
            Collections.rotate(order, 1);
        }
        return rounds;
    }

    private Round round(Load load, Duration length) throws IOException {
        Cost before = server.cost();
        Cost mine = clientCost();
        Work work = load.run(length);
        return new Round(work, server.cost().since(before), clientCost().since(mine));
    }

    private static Cost clientCost() throws IOException {
        return new Cost(PROCESS.getProcessCpuTime() + ofEndedChildren(), 0);
    }

    /** Nanoseconds that clients took which are programs of their own; proc(5). */
    private static long ofEndedChildren() throws IOException {
        String line = Files.readString(Path.of("/proc/self/stat"));
        // The second field is in brackets and may contain anything; these are the 16th and 17th.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * NANOS_PER_TICK;
    }
}
