package org.upgradefilter.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The fuzzing client of the Autobahn test suite (0.5.6), which was written in Python 2 and is run
 * by Jython, in a process of its own.
 */
final class FuzzingClient {

    /** Where the JARs of Jython and of the suite are. */
    private static final String SUITE = "autobahn.suite";

    private static final String MAIN = "from autobahntestsuite import wstest; wstest.run()";

    private static final String INDEX = "index.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path reports;

    /**
     * @param reports the directory for what the suite writes, its pages for people among it
     */
    FuzzingClient(Path reports) {
        this.reports = reports.toAbsolutePath();
    }

    /**
     * Runs cases of the suite.
     *
     * @param echo a WebSocket that sends back what it is sent
     * @param cases their numbers; {@code *} in one stands for any
     * @param patience how long all of them together may take
     * @throws AssertionError if the suite does not come to its end
     */
    List<FuzzingResult> run(URI echo, List<String> cases, Duration patience) throws Exception {
        Files.deleteIfExists(reports.resolve(INDEX));
        Path specification = Files.createDirectories(reports).resolve("specification.json");
        JSON.writeValue(specification.toFile(), specification(echo, cases));
        Path log = reports.resolve("log.txt");
        Process suite =
                new ProcessBuilder(command(specification))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            boolean ended = suite.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || suite.exitValue() != 0) {
                throw new AssertionError("the suite did not come to its end; see " + log);
            }
        } finally {
            suite.destroyForcibly();
        }
        return results();
    }

    private Map<String, Object> specification(URI echo, List<String> cases) {
        return Map.of(
                "outdir", reports.toString(),
                // Answer a server's faults with a Close, as the suite does when left to itself.
                "options", Map.of("failByDrop", false),
                "servers", List.of(Map.of("agent", "upgrade", "url", echo.toString())),
                "cases", cases,
                "exclude-cases", List.of(),
                "exclude-agent-cases", Map.of());
    }

    private static List<String> command(Path specification) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dpython.cachedir.skip=true",
                "-cp",
                classPath(),
                "org.python.util.jython",
                "-c",
                MAIN,
                "--mode=fuzzingclient",
                "--spec=" + specification);
    }

    private static String classPath() throws IOException {
        String directory = System.getProperty(SUITE);
        if (directory == null) {
            throw new IllegalStateException("-Pautobahn says where the suite is");
        }
        List<String> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(directory), "*.jar")) {
            found.forEach(jar -> jars.add(jar.toString()));
        }
        return String.join(File.pathSeparator, jars);
    }

    private List<FuzzingResult> results() throws IOException {
        List<FuzzingResult> results = new ArrayList<>();
        JsonNode index = JSON.readTree(reports.resolve(INDEX).toFile()).path("upgrade");
        for (Iterator<JsonNode> cases = index.elements(); cases.hasNext(); ) {
            Path report = reports.resolve(cases.next().path("reportfile").asText());
            results.add(FuzzingResult.of(JSON.readTree(report.toFile())));
        }
        return results;
    }
}
