package org.upgradefilter.bench.http2;

import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.RoundOptions;
import org.upgradefilter.bench.RoundTable.Unit;
import org.upgradefilter.bench.Way;

/** The command line. */
final class Http2Options extends RoundOptions {

    private static final Map<String, String> QUICK =
            Map.ofEntries(
                    Map.entry("container", "tomcat,jetty"),
                    Map.entry("way", "own,ours"),
                    Map.entry("task", "small,large,down,up"),
                    Map.entry("streams", "1x1,1x10,1x100,8x10"),
                    Map.entry("bulk", "1x1,1x8"),
                    Map.entry("mib", "32"),
                    Map.entry("rounds", "3"),
                    Map.entry("seconds", "1"),
                    Map.entry("warmup", "5"),
                    Map.entry("idle", "4000"),
                    Map.entry("open", "4000"));

    private static final Map<String, String> FULL =
            Map.of("rounds", "9", "seconds", "2", "warmup", "12");

    Http2Options(String... arguments) {
        super(QUICK, FULL, arguments);
    }

    List<String> containers() {
        return line.list("container", container -> container);
    }

    List<Way> ways() {
        return line.constants("way", Way.class);
    }

    /** How many MiB one answer or request has. */
    int mebibytes() {
        return line.number("mib");
    }

    /** How many streams that wait for their answer; 0 to leave them out. */
    int open() {
        return line.number("open");
    }

    /** Those that count {@code unit}. */
    List<Scenario> scenarios(Unit unit) {
        return line.constants("task", Task.class).stream()
                .filter(task -> task.unit().equals(unit))
                .flatMap(
                        task ->
                                line.list(streamsOption(task), Streams::of).stream()
                                        .map(streams -> new Scenario(task, streams)))
                .toList();
    }

    private static String streamsOption(Task task) {
        return switch (task) {
            case SMALL, LARGE -> "streams";
            case DOWN, UP -> "bulk";
        };
    }
}
