package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        Path reports = Path.of("target", "autobahn", getClass().getSimpleName());
        List<FuzzingResult> results = new FuzzingClient(reports).run(webSocket("/echo"), PATIENCE);
        assertEquals(CASES, results.size());
        return results.stream()
                .map(result -> DynamicTest.dynamicTest(result.id(), () -> assertOk(result)));
    }

    private void assertOk(FuzzingResult result) {
        String expected = INFORMATIONAL.contains(result.id()) ? "INFORMATIONAL" : "OK";
        assertEquals(expected, result.behavior(), result::account);
        assertEquals(expected, result.behaviorClose(), result::account);
    }
}
