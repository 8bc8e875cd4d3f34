package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The Autobahn test suite finds nothing to say about RFC 6455: each of its cases is OK, and not
 * merely NON-STRICT. Compression is in none of them.
 */
@Tag("autobahn")
public abstract class AutobahnContract extends ContainerContract {

    private static final int CASES = 301;

    /**
     * What is not a question of right or wrong: a Close overtaking an echo (7.1.6), and close codes
     * that are not defined (7.13).
     */
    private static final Set<String> INFORMATIONAL = Set.of("7.1.6", "7.13.1", "7.13.2");

    private static final Duration PATIENCE = Duration.ofMinutes(25);

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @TestFactory
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    Stream<DynamicTest> every_case_is_ok() throws Exception {
        Map<String, FuzzingResult> results = run(List.of("*"), "");
        assertEquals(CASES, results.size());
        // The client gives the server a second to close, which on a busy machine may be too short.
        List<String> doubtful =
                results.values().stream()
                        .filter(result -> !isOk(result))
                        .map(FuzzingResult::id)
                        .toList();
        if (!doubtful.isEmpty()) {
            results.putAll(run(doubtful, "-again"));
        }
        return results.values().stream()
                .map(result -> DynamicTest.dynamicTest(result.id(), () -> assertOk(result)));
    }

    private Map<String, FuzzingResult> run(List<String> cases, String suffix) throws Exception {
        Path reports = Path.of("target", "autobahn", getClass().getSimpleName() + suffix);
        Map<String, FuzzingResult> results = new LinkedHashMap<>();
        new FuzzingClient(reports)
                .run(webSocket("/echo"), cases, PATIENCE)
                .forEach(result -> results.put(result.id(), result));
        return results;
    }

    private static boolean isOk(FuzzingResult result) {
        String expected = expected(result);
        return expected.equals(result.behavior()) && expected.equals(result.behaviorClose());
    }

    private static void assertOk(FuzzingResult result) {
        assertEquals(expected(result), result.behavior(), result::account);
        assertEquals(expected(result), result.behaviorClose(), result::account);
    }

    private static String expected(FuzzingResult result) {
        return INFORMATIONAL.contains(result.id()) ? "INFORMATIONAL" : "OK";
    }
}
