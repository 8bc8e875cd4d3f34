package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.Load;
import org.upgradefilter.bench.RoundTable;
import org.upgradefilter.bench.ServerProcess;
import org.upgradefilter.bench.Turns;
import org.upgradefilter.bench.Way;
import org.upgradefilter.bench.server.KeyFile;

/** Compares our TLS with each container's own HTTPS; see {@code docs/benchmarks.md}. */
public final class TlsBench {

    private final TlsOptions options;

    private TlsBench(TlsOptions options) {
        this.options = options;
    }

    /** Runs what the arguments say, and prints tables. */
    public static void main(String[] arguments) throws IOException {
        TlsBench bench = new TlsBench(new TlsOptions(arguments));
        for (ServerKeys keys : bench.options.keys()) {
            KeyFile file = keys.make();
            for (String container : bench.options.containers()) {
                bench.load(container, keys, file);
                bench.idle(container, file);
            }
        }
    }

    private void load(String container, ServerKeys keys, KeyFile file) throws IOException {
        if (options.rounds() == 0) {
            return;
        }
        for (RoundTable.Unit unit : Task.UNITS) {
            List<Scenario> scenarios = options.scenarios(unit);
            if (scenarios.isEmpty()) {
                continue;
            }
            RoundTable table =
                    new RoundTable(System.out, container + ", " + keys, unit, "received");
            for (Scenario scenario : scenarios) {
                try (ServerProcess server = start(container, file)) {
                    load(server, scenario, table);
                }
            }
        }
    }

    /** In a server of its own, so that nothing was compiled for anything else. */
    private ServerProcess start(String container, KeyFile file) throws IOException {
        return ServerProcess.start(List.of(container, file.path().toString()), options.jvm());
    }

    private void load(ServerProcess server, Scenario scenario, RoundTable table)
            throws IOException {
        Map<Way, OpenLoad> open = new EnumMap<>(Way.class);
        try {
            for (Way way : options.ways()) {
                open.put(way, scenario.load(Address.of(server, way)));
            }
            Turns<Way> turns = new Turns<>(server, new EnumMap<Way, Load>(open));
            turns.warmUp(options.warmUp());
            table.add(scenario, turns.run(options.rounds(), options.roundLength()), Way.OWN);
        } finally {
            for (OpenLoad each : open.values()) {
                each.close();
            }
        }
    }

    private void idle(String container, KeyFile file) throws IOException {
        if (options.idle() > 0) {
            new IdleTls(container, file, options.idle(), options.jvm())
                    .run(System.out, options.versions(), options.ways());
        }
    }
}
