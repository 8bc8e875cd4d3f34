package org.upgradefilter.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.Scenario.Kind;
import org.upgradefilter.bench.Scenario.MessageSize;
import org.upgradefilter.bench.Scenario.Pattern;
import org.upgradefilter.bench.client.Compression;

/** The command line: {@code --quick} or {@code --full}, and {@code --name=value,value} over it. */
final class Options extends RoundOptions {

    private static final Map<String, String> QUICK =
            Map.ofEntries(
                    Map.entry("container", "tomcat,jetty,undertow"),
                    Map.entry("target", "own,ours,bare,direct"),
                    Map.entry("pattern", "pingpong,pipelined"),
                    Map.entry("kind", "binary"),
                    Map.entry("bytes", "64"),
                    Map.entry("connections", "16"),
                    Map.entry("compression", "none"),
                    Map.entry("rounds", "3"),
                    Map.entry("seconds", "1"),
                    Map.entry("warmup", "2"),
                    Map.entry("idle", "2000"));

    private static final Map<String, String> FULL =
            Map.of(
                    "kind", "binary,text",
                    "bytes", "64,1024,16384,1048576",
                    "connections", "16,1000",
                    "compression", "none,deflate",
                    "rounds", "5",
                    "seconds", "3",
                    "warmup", "5",
                    "idle", "8000");

    Options(String... arguments) {
        super(QUICK, FULL, arguments);
    }

    List<String> containers() {
        return line.list("container", container -> container);
    }

    List<Target> targets() {
        return line.constants("target", Target.class);
    }

    /** Every combination that is affordable; of several kinds only the first in every size. */
    List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        for (Compression compression : compressions()) {
            for (Pattern pattern : line.constants("pattern", Pattern.class)) {
                for (int connections : line.numbers("connections")) {
                    for (int bytes : line.numbers("bytes")) {
                        MessageSize size = new MessageSize(bytes);
                        for (Kind kind : kinds(bytes, compression)) {
                            all.add(new Scenario(pattern, kind, size, connections, compression));
                        }
                    }
                }
            }
        }
        return all.stream().filter(Scenario::isAffordable).toList();
    }

    List<Compression> compressions() {
        return line.constants("compression", Compression.class);
    }

    private List<Kind> kinds(int bytes, Compression compression) {
        if (compression != Compression.NONE) {
            // Nobody compresses random bytes.
            return List.of(Kind.TEXT);
        }
        List<Kind> kinds = line.constants("kind", Kind.class);
        return kinds.subList(0, bytes == shortest() ? kinds.size() : 1);
    }

    private int shortest() {
        return Collections.min(line.numbers("bytes"));
    }
}
