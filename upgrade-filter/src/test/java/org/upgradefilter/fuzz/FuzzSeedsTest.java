package org.upgradefilter.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every target over its seeds, without fuzzing. */
class FuzzSeedsTest {

    @TestFactory
    Stream<DynamicTest> seeds() throws IOException {
        Stream.Builder<DynamicTest> tests = Stream.builder();
        for (Target target : Target.ALL) {
            for (Path seed : target.seedFiles()) {
                String name = target.id() + "/" + seed.getFileName();
                tests.add(
                        DynamicTest.dynamicTest(
                                name, () -> target.test().accept(Files.readAllBytes(seed))));
            }
        }
        return tests.build();
    }

    static List<Target> targets() {
        return Target.ALL;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void every_target_has_seeds_and_does_without_them(Target target) throws IOException {
        assertTrue(target.seedFiles().size() >= 3);
        target.test().accept(new byte[0]);
        target.test().accept(new byte[1]);
    }
}
