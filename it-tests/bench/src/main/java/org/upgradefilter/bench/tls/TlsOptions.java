package org.upgradefilter.bench.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.RoundOptions;
import org.upgradefilter.bench.RoundTable.Unit;
import org.upgradefilter.bench.Way;

/** The command line. */
final class TlsOptions extends RoundOptions {

    private static final Map<String, String> QUICK =
            Map.ofEntries(
                    Map.entry("container", "tomcat,jetty"),
                    Map.entry("way", "own,ours"),
                    Map.entry("task", "handshake,resumption,calls,down,up"),
                    Map.entry("version", "1.3,1.2"),
                    Map.entry("key", "ec"),
                    Map.entry("connections", "1,32"),
                    Map.entry("mib", "100"),
                    Map.entry("rounds", "3"),
                    Map.entry("seconds", "1"),
                    Map.entry("warmup", "4"),
                    Map.entry("idle", "2000"));

    private static final Map<String, String> FULL =
            Map.of("key", "ec,rsa", "rounds", "9", "seconds", "3", "warmup", "20");

    TlsOptions(String... arguments) {
        super(QUICK, FULL, arguments);
    }

    List<String> containers() {
        return line.list("container", container -> container);
    }

    List<Way> ways() {
        return line.constants("way", Way.class);
    }

    List<ServerKeys> keys() {
        return line.constants("key", ServerKeys.class);
    }

    List<Version> versions() {
        return line.list("version", Version::of);
    }

    /** Those that count {@code unit}. */
    List<Scenario> scenarios(Unit unit) {
        List<Scenario> all = new ArrayList<>();
        for (Task task : line.constants("task", Task.class)) {
            if (task.unit().equals(unit)) {
                for (Version version : versions()) {
                    for (int amount : amounts(task)) {
                        all.add(new Scenario(task, version, amount));
                    }
                }
            }
        }
        return all;
    }

    private List<Integer> amounts(Task task) {
        return switch (task) {
            case HANDSHAKE, RESUMPTION -> List.of(0);
            case CALLS -> line.numbers("connections");
            case DOWN, UP -> line.numbers("mib");
        };
    }
}
