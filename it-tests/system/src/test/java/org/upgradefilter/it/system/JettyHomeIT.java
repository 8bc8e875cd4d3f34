package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;
import org.upgradefilter.it.SampleWar;
import org.upgradefilter.it.TestCertificate;

/**
 * The README's lines in an installed Jetty, which the system property {@code jetty.home} names:
 * Maven Central has none (12.0.36, 12.1.14).
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JettyHomeIT {

    private static final Pattern LISTENING =
            Pattern.compile("Started ServerConnector.*\\{127\\.0\\.0\\.1:([0-9]+)\\}");

    @TempDir private Path directory;

    private final List<Process> started = new ArrayList<>();
    private String home;
    private Path base;

    @BeforeEach
    void install() throws Exception {
        home = System.getProperty("jetty.home", "");
        assumeTrue(!home.isEmpty(), "-Djetty.home=... names no installed Jetty");
        base = Files.createDirectories(directory.resolve("base"));
        Path lib = Files.createDirectories(base.resolve("lib/upgrade-filter"));
        Files.copy(Path.of(System.getProperty("server.jar")), lib.resolve("server.jar"));
        run("jar", "xf", "lib/upgrade-filter/server.jar", "modules", "etc");
        run("java", "-jar", start(), "--add-modules=upgrade-filter,ee10-deploy,ee10-annotations");
        Files.copy(SampleWar.path(), base.resolve("webapps/sample.war"));
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private String start() {
        return Path.of(home, "start.jar").toString();
    }

    private Process begin(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", program).toString());
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(base.toFile())
                        .redirectErrorStream(true)
                        .start();
        started.add(process);
        return process;
    }

    private String run(String program, String... arguments) throws Exception {
        Process process = begin(program, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private void configure(String... lines) throws IOException {
        Files.write(
                base.resolve("start.d/upgrade-filter.ini"),
                List.of(lines),
                StandardOpenOption.APPEND);
    }

    @Test
    void a_module_upgrades_the_connector() throws Exception {
        Files.copy(TestCertificate.keyStore(), base.resolve("etc/keys.p12"));
        configure(
                "upgradefilter.keyStore=${jetty.base}/etc/keys.p12",
                "upgradefilter.keyStorePassword=" + TestCertificate.PASSWORD);
        Process jetty =
                begin("java", "-jar", start(), "jetty.http.host=127.0.0.1", "jetty.http.port=0");
        RawConnection clear = RawConnection.to(URI.create("http://127.0.0.1:" + port(jetty)));
        clear.open(
                RawRequest.line("OPTIONS * HTTP/1.1")
                        .replacing("Host", "127.0.0.1")
                        .with("Connection", "Upgrade")
                        .with("Upgrade", "TLS/1.2"));
        try (RawConnection inside = clear.secured(socket -> {})) {
            assertEquals(200, inside.response().status());
            Response said =
                    inside.exchange(
                            RawRequest.line("GET /sample/whoami HTTP/1.1")
                                    .replacing("Host", "127.0.0.1"));
            assertTrue(said.text().contains("\"secure\":true"), said.text());
            jetty.destroy();
            inside.awaitEnd();
        }
    }

    private static String port(Process jetty) throws IOException {
        BufferedReader log = jetty.inputReader(StandardCharsets.UTF_8);
        StringBuilder read = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return listening.group(1);
            }
            read.append(line).append('\n');
        }
        throw new AssertionError("Jetty has not started:\n" + read);
    }

    @Test
    void a_wrong_property_is_named_with_the_cure() throws Exception {
        configure("upgradefilter.clientAuth=always");
        String said =
                run("java", "-jar", start(), "jetty.http.host=127.0.0.1", "jetty.http.port=0");
        assertTrue(said.contains("clientAuth=always"), said);
        assertTrue(said.contains("none, want or need"), said);
    }
}
