package org.upgradefilter.h2spec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;

/**
 * h2spec 2.2.0, a client that knows what RFC 9113 and RFC 7541 ask of a server. It speaks HTTP/2 by
 * prior knowledge, in clear.
 *
 * <p>Whoever answers it must read all content first: some of its requests end in a violation, and
 * only then is it sure that nothing else was answered before.
 */
public final class H2Spec {

    private static final String PROGRAM = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

    /** Only what fails takes it, or a machine that is busy. */
    private static final int PATIENCE_SECONDS = 5;

    private static final int RUN_SECONDS = 120;

    /** The 145 that h2spec runs by itself, and the one for servers that are strict. */
    private static final int CASES = 146;

    private H2Spec() {}

    /**
     * Runs all cases against a port of this machine, where h2spec runs.
     *
     * @param path answers GET, HEAD and POST, the former with at least one byte
     * @param directory for the program and its report
     * @return a test for each case, by section
     */
    public static Stream<DynamicNode> run(int port, String path, Path directory)
            throws IOException, InterruptedException {
        assumeTrue(isLinux(), "needs Linux on amd64");
        Path report = directory.resolve("report.xml");
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                        program(directory).toString(),
                        "--port=" + port,
                        "--path=" + path,
                        "--timeout=" + PATIENCE_SECONDS,
                        "--strict",
                        "--junit-report=" + report);
        int exitCode = end(builder.redirectErrorStream(true).redirectOutput(output.toFile()));
        if (!Files.exists(report)) {
            throw new AssertionError(
                    "h2spec has ended with " + exitCode + "\n" + Files.readString(output));
        }
        List<H2SpecSection> sections = H2SpecSection.read(report);
        int cases = sections.stream().mapToInt(section -> section.cases().size()).sum();
        if (cases != CASES) {
            throw new AssertionError(CASES + " cases expected, not " + cases);
        }
        return sections.stream()
                .map(
                        section ->
                                DynamicContainer.dynamicContainer(
                                        section.name(),
                                        section.cases().stream().map(H2SpecSection.Case::test)));
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    private static Path program(Path directory) throws IOException, InterruptedException {
        URL packed = H2Spec.class.getResource(PROGRAM);
        Path archive = directory.resolve("h2spec.tar.gz");
        try (InputStream in = packed.openStream()) {
            Files.copy(in, archive);
        }
        Path unpacked = Files.createDirectory(directory.resolve("program"));
        ProcessBuilder tar =
                new ProcessBuilder("tar", "xzf", archive.toString(), "-C", unpacked.toString());
        if (end(tar.inheritIO()) != 0) {
            throw new AssertionError("h2spec was not unpacked");
        }
        return unpacked.resolve("h2spec");
    }

    private static int end(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(builder.command() + " does not end");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
