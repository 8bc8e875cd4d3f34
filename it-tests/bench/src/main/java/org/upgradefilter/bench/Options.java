package org.upgradefilter.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.upgradefilter.bench.Scenario.Kind;
import org.upgradefilter.bench.Scenario.MessageSize;
import org.upgradefilter.bench.Scenario.Pattern;
import org.upgradefilter.bench.client.Compression;

/** The command line: {@code --quick} or {@code --full}, and {@code --name=value,value} over it. */
final class Options {

    private static final Map<String, String> QUICK =
            Map.of(
                    "container", "tomcat,jetty,undertow",
                    "target", "own,ours,bare,direct",
                    "pattern", "pingpong,pipelined",
                    "kind", "binary",
                    "bytes", "64",
                    "connections", "16",
                    "compression", "none",
                    "rounds", "3",
                    "seconds", "1",
                    "idle", "2000");

    private static final String WARM_UP = "2";
    private static final String JVM = "--jvm=";

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

    private final Map<String, String> values = new HashMap<>(QUICK);
    private final List<String> jvm = new ArrayList<>();

    Options(String... arguments) {
        values.put("warmup", WARM_UP);
        for (String argument : arguments) {
            String[] words = argument.split("=", 2);
            if (argument.startsWith(JVM)) {
                jvm.add(argument.substring(JVM.length()));
            } else if (argument.equals("--full")) {
                values.putAll(FULL);
            } else if (words.length == 2
                    && words[0].startsWith("--")
                    && values.containsKey(words[0].substring(2))) {
                values.put(words[0].substring(2), words[1]);
            } else if (!argument.equals("--quick")) {
                throw new IllegalArgumentException(
                        "not an option: " + argument + "; there are jvm and " + values.keySet());
            }
        }
    }

    List<String> containers() {
        return list("container", container -> container);
    }

    List<Target> targets() {
        return list("target", name -> Target.valueOf(constant(name)));
    }

    /** Every combination that is affordable; of several kinds only the first in every size. */
    List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        for (Compression compression : compressions()) {
            for (Pattern pattern : list("pattern", name -> Pattern.valueOf(constant(name)))) {
                for (int connections : numbers("connections")) {
                    for (int bytes : numbers("bytes")) {
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
        return list("compression", name -> Compression.valueOf(constant(name)));
    }

    private List<Kind> kinds(int bytes, Compression compression) {
        if (compression != Compression.NONE) {
            // Nobody compresses random bytes.
            return List.of(Kind.TEXT);
        }
        List<Kind> kinds = list("kind", name -> Kind.valueOf(constant(name)));
        return kinds.subList(0, bytes == shortest() ? kinds.size() : 1);
    }

    private int shortest() {
        return Collections.min(numbers("bytes"));
    }

    /** How often each target has its turn; 0 to leave the load out. */
    int rounds() {
        return Integer.parseInt(text("rounds"));
    }

    Duration roundLength() {
        return Duration.ofSeconds(Integer.parseInt(text("seconds")));
    }

    /** How long each target is run in advance. */
    Duration warmUp() {
        return Duration.ofSeconds(Integer.parseInt(text("warmup")));
    }

    /** How many idle connections; 0 to leave them out. */
    int idle() {
        return Integer.parseInt(text("idle"));
    }

    /** Further options of the server's JVM. */
    List<String> jvm() {
        return List.copyOf(jvm);
    }

    private List<Integer> numbers(String name) {
        return list(name, Integer::valueOf);
    }

    private <T> List<T> list(String name, Function<String, T> read) {
        return Arrays.stream(text(name).split(",", -1)).map(read).toList();
    }

    private String text(String name) {
        return values.getOrDefault(name, "");
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
