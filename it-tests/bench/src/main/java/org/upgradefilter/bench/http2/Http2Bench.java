package org.upgradefilter.bench.http2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.Load;
import org.upgradefilter.bench.RoundTable;
import org.upgradefilter.bench.ServerProcess;
import org.upgradefilter.bench.Turns;
import org.upgradefilter.bench.Way;

/** Compares our HTTP/2 with each container's own; see {@code docs/benchmarks.md}. */
public final class Http2Bench {

    private static final int MIB = 1024 * 1024;

    private final Http2Options options;
    private final Path content;

    private Http2Bench(Http2Options options) throws IOException {
        this.options = options;
        content = Files.createTempFile("bench-content", null);
        content.toFile().deleteOnExit();
        try (RandomAccessFile file = new RandomAccessFile(content.toFile(), "rw")) {
            file.setLength((long) options.mebibytes() * MIB);
        }
    }

    /** Runs what the arguments say, and prints tables. */
    public static void main(String[] arguments) throws IOException {
        Http2Bench bench = new Http2Bench(new Http2Options(arguments));
        for (String container : bench.options.containers()) {
            bench.load(container);
            bench.hold(container);
        }
    }

    private void load(String container) throws IOException {
        if (options.rounds() == 0) {
            return;
        }
        for (RoundTable.Unit unit : Task.UNITS) {
            List<Scenario> scenarios = options.scenarios(unit);
            if (scenarios.isEmpty()) {
                continue;
            }
            RoundTable table = new RoundTable(System.out, container, unit, "received");
            for (Scenario scenario : scenarios) {
                // In a server of its own, so that nothing was compiled for anything else.
                try (ServerProcess server = start(container, options.jvm())) {
                    load(server, scenario, table);
                }
            }
        }
    }

    static ServerProcess start(String container, List<String> jvmOptions) throws IOException {
        return ServerProcess.start(List.of(container, "h2c"), jvmOptions);
    }

    static int port(ServerProcess server, Way way) {
        return way == Way.OWN ? server.otherPort() : server.port();
    }

    private void load(ServerProcess server, Scenario scenario, RoundTable table)
            throws IOException {
        Map<Way, Load> loads = new EnumMap<>(Way.class);
        for (Way way : options.ways()) {
            loads.put(way, load(scenario, "http://127.0.0.1:" + port(server, way)));
        }
        Turns<Way> turns = new Turns<>(server, loads);
        turns.warmUp(options.warmUp());
        table.add(scenario, turns.run(options.rounds(), options.roundLength()), Way.OWN);
    }

    private Load load(Scenario scenario, String server) {
        Streams streams = scenario.streams();
        return switch (scenario.task()) {
            case SMALL -> length -> H2Load.during(length, streams, server + "/small").work(1);
            case LARGE -> length -> H2Load.during(length, streams, server + "/large").work(1);
            case DOWN -> {
                long bytes = (long) options.mebibytes() * MIB;
                yield bulk(streams, List.of(server + "/down?" + bytes));
            }
            case UP -> bulk(streams, List.of("-d", content.toString(), server + "/up"));
        };
    }

    private Bulk bulk(Streams streams, List<String> arguments) {
        return new Bulk(streams, arguments, options.mebibytes());
    }

    private void hold(String container) throws IOException {
        HeldMemory held = new HeldMemory(container, options.jvm());
        if (options.idle() > 0) {
            held.idleConnections(System.out, options.idle(), options.ways());
        }
        if (options.open() > 0) {
            held.openStreams(System.out, options.open(), options.ways());
        }
    }
}
