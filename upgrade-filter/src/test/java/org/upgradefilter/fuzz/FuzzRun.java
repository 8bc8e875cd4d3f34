package org.upgradefilter.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzzes by Jazzer, one target after the other, each in a JVM of its own: {@code FuzzRun seconds
 * [target...]}. Ends with the first that finds something.
 */
public final class FuzzRun {

    private FuzzRun() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> asked = Arrays.asList(args).subList(1, args.length);
        List<String> known = Target.ALL.stream().map(Target::id).toList();
        if (!known.containsAll(asked)) {
            throw new IllegalArgumentException("the targets are " + known + ", not " + asked);
        }
        for (Target target : Target.ALL) {
            if (asked.isEmpty() || asked.contains(target.id())) {
                int status = fuzz(target, args[0]);
                if (status != 0) {
                    System.exit(status);
                }
            }
        }
    }

    private static int fuzz(Target target, String seconds)
            throws IOException, InterruptedException {
        Path kept = Path.of("target/fuzz", target.id());
        Path corpus = Files.createDirectories(kept.resolve("corpus"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-XX:+EnableDynamicAgentLoading");
        // Jazzer 0.30.0 watches over Unsafe, and fails where Netty uses it.
        command.add("-Dio.netty.noUnsafe=true");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.type().getName());
        command.add("--instrumentation_includes=org.upgradefilter.**");
        command.add("--reproducer_path=" + kept);
        command.add("-artifact_prefix=" + kept + "/");
        command.add("-max_total_time=" + seconds);
        command.add("-max_len=4096");
        command.add("-timeout=10");
        command.add("-print_final_stats=1");
        command.add(corpus.toString());
        command.add(target.seeds().toString());
        System.out.println("Fuzzing " + target.id() + " for " + seconds + " s");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
