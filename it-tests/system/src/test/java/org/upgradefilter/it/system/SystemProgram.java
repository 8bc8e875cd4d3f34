package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the system, run for a user of their own. */
final class SystemProgram {

    private static final long PATIENCE_SECONDS = 30;

    private SystemProgram() {}

    /**
     * What has become of a run.
     *
     * @param output of both kinds
     */
    record Ended(int exitCode, String output) {}

    /** The first of {@code names} that is on the PATH. */
    static Optional<File> onPath(String... names) {
        List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
        return Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /**
     * Runs a program to its end, or skips the test where it is not installed.
     *
     * @param home of the user
     */
    static Ended run(Path home, String name, String... arguments)
            throws IOException, InterruptedException {
        Optional<File> program = onPath(name);
        assumeTrue(program.isPresent(), () -> "needs " + name + " on the PATH");
        Path output = Files.createTempFile(home, name, ".log");
        ProcessBuilder builder = new ProcessBuilder(program.orElseThrow().getPath());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(variable -> variable.startsWith("CUPS_"));
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(name + " did not end:\n" + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
