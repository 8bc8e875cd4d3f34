package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.upgradefilter.it.BusyApplication;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;

/**
 * Whoever makes a server work for nothing is told to calm down and cut off, has never made the
 * application busy with more than its share, leaves nothing, and is not noticed by others. What was
 * seen is in {@code target/h2c-abuse}.
 */
public abstract class H2cAbuseContract extends ContainerContract {

    private static final int ENHANCE_YOUR_CALM = 11;

    /** {@code http2MaxConcurrentStreams} of a filter that says nothing of it. */
    private static final int MAX_AT_ONCE = 100;

    /** How long nothing of a response need be taken. */
    private static final int SEND_TIMEOUT_MS = 2000;

    /**
     * What a connection may ask for, and bring nothing, is 200 frames; some are made good for by
     * what was answered first, and the rest are those on their way when it is told.
     */
    private static final int MAX_FRAMES = 2500;

    private static final int MAX_REQUESTS = 1000;

    /** Of all workers together; a tenth is what was seen. */
    private static final int MAX_CPU_MS = 5000;

    private static final long HEAP_MARGIN_BYTES = 4 << 20;

    private static final int LONGEST_WAIT_MS = 3000;

    private static final int MIN_ANSWERS = 20;

    private static final int ATTACKERS = 4;

    private static final int AGAIN_S = 3;

    private static final int PATIENCE_S = 40;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final BusyApplication application =
            new BusyApplication(Map.of("httpSendTimeoutMs", Integer.toString(SEND_TIMEOUT_MS)));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    /** What a server keeps for good after the first of it is not what attackers leave. */
    @BeforeAll
    void warmUp() throws Exception {
        Files.createDirectories(report().getParent());
        Files.deleteIfExists(report());
        try (HonestAsker honest = HonestAsker.of(server(), "/plain")) {
            attack(Http2Attack.RAPID_RESET, honest);
        }
        Files.deleteIfExists(report());
    }

    @AfterAll
    void endThreads() {
        threads.shutdownNow();
    }

    @BeforeEach
    void begin() {
        application.reset();
    }

    @ParameterizedTest
    @EnumSource
    void attackers_are_cut_off_and_nobody_else_notices(Http2Attack attack) throws Exception {
        long heap = settledHeap(Long.MAX_VALUE);
        long cpu = workersMilliseconds();
        String told;
        try (HonestAsker honest = HonestAsker.of(server(), "/plain")) {
            told = attack(attack, honest);
        }
        long spent = workersMilliseconds() - cpu;
        long grown = settledHeap(heap + HEAP_MARGIN_BYTES) - heap;
        keep(told + "; %d ms CPU, %d KiB heap%n".formatted(spent, grown >> 10));
        assertTrue(grown < HEAP_MARGIN_BYTES, () -> grown + " bytes of heap");
        assertTrue(spent < MAX_CPU_MS, () -> spent + " ms");
    }

    private String attack(Http2Attack attack, HonestAsker honest) throws Exception {
        try (Assault assault = Assault.on(server(), attack)) {
            carryOut(assault);
            assertIsToldToCalmDown(assault);
            int atOnce = application.mostAtOnce(attack.who());
            assertTrue(atOnce <= MAX_AT_ONCE, () -> atOnce + " requests at once");
            // Beside those who are still in the application.
            assertNoticesNothing(honest);
            application.openGate();
            assertNothingIsLeft();
            String told =
                    "%-45s %6d frames, %3d requests, %3d at once, %4d ms"
                            .formatted(
                                    attack,
                                    assault.framesUntilTold(),
                                    assault.requestsUntilTold(),
                                    atOnce,
                                    assault.milliseconds());
            if (attack.listens() && attack.mayPing()) {
                assertTrue(assault.framesUntilTold() <= MAX_FRAMES, told);
            }
            assertTrue(assault.requestsUntilTold() <= MAX_REQUESTS, told);
            return told + "; honest: " + honest;
        } finally {
            application.openGate();
        }
    }

    private void carryOut(Assault assault) throws Exception {
        Future<?> sending = threads.submit(assault.sending());
        if (!assault.attack().listens()) {
            sending.get(PATIENCE_S, TimeUnit.SECONDS);
        }
        threads.submit(assault.receiving()).get(PATIENCE_S, TimeUnit.SECONDS);
        sending.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private static void assertIsToldToCalmDown(Assault assault) {
        Http2Frame goAway = assault.goAway();
        if (assault.attack().listens()) {
            assertNotNull(goAway, "nothing was said");
        }
        if (goAway != null) {
            assertEquals(ENHANCE_YOUR_CALM, goAway.errorCode(), goAway::toString);
        }
    }

    private static void assertNoticesNothing(HonestAsker honest) throws Exception {
        soon().until(() -> honest.answers() >= MIN_ANSWERS);
        honest.stop();
        assertTrue(honest.worstMilliseconds() <= LONGEST_WAIT_MS, honest::toString);
    }

    private void assertNothingIsLeft() {
        soon().until(() -> application.running() == 0);
        soon().until(() -> application.connections() == 0);
    }

    /** However many are cancelled, it is in no more than may be under way. */
    @Test
    void what_is_cancelled_counts_until_the_application_has_left_it() throws Exception {
        Http2Attack attack = Http2Attack.RAPID_RESET_OF_WHAT_GOES_ON_NEVERTHELESS;
        try (HonestAsker honest = HonestAsker.of(server(), "/plain");
                Http2Client client =
                        Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain"))) {
            client.begin().answer(1);
            for (int i = 0; i < MAX_AT_ONCE; i++) {
                client.send(attack.step(i)[0]);
            }
            soon().until(() -> application.running() == MAX_AT_ONCE);
            for (int i = 0; i < MAX_AT_ONCE; i++) {
                client.send(attack.step(i)[1]);
            }
            for (int i = MAX_AT_ONCE; i < MAX_AT_ONCE + 50; i++) {
                client.send(attack.step(i)[0]);
            }
            client.awaitPong();
            assertNoticesNothing(honest);
            assertEquals(MAX_AT_ONCE, application.mostAtOnce(attack.who()));
            application.openGate();
            for (int i = MAX_AT_ONCE; i < MAX_AT_ONCE + 50; i++) {
                assertEquals(200, client.answer(attack.step(i)[0].stream()).status());
            }
        } finally {
            application.openGate();
        }
        assertNothingIsLeft();
    }

    @Test
    void attackers_that_come_again_and_again_are_not_noticed_either() throws Exception {
        application.openGate();
        long heap = settledHeap(Long.MAX_VALUE);
        long cpu = workersMilliseconds();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AGAIN_S);
        String told;
        try (HonestAsker honest = HonestAsker.of(server(), "/plain")) {
            List<Future<Integer>> attackers = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.add(threads.submit(() -> attackUntil(end)));
            }
            int connections = 0;
            for (Future<Integer> attacker : attackers) {
                connections += attacker.get(PATIENCE_S, TimeUnit.SECONDS);
            }
            assertNoticesNothing(honest);
            told =
                    "%d connections in %d s, %d at a time; honest: %s"
                            .formatted(connections, AGAIN_S, ATTACKERS, honest);
        }
        assertNothingIsLeft();
        long spent = workersMilliseconds() - cpu;
        long grown = settledHeap(heap + HEAP_MARGIN_BYTES) - heap;
        keep(told + "; %d ms CPU, %d KiB heap%n".formatted(spent, grown >> 10));
        assertTrue(grown < HEAP_MARGIN_BYTES, () -> grown + " bytes of heap");
    }

    /** By all attacks in turn that take no time; how many. */
    private int attackUntil(long end) throws Exception {
        int connections = 0;
        while (System.nanoTime() < end) {
            for (Http2Attack attack : Http2Attack.values()) {
                if (attack != Http2Attack.ZERO_WINDOW_HOARDING && !attack.goesOn()) {
                    try (Assault assault = Assault.on(server(), attack)) {
                        carryOut(assault);
                        assertIsToldToCalmDown(assault);
                    }
                    connections++;
                }
            }
        }
        return connections;
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    /** The least of some garbage collections, or the first below {@code enough}. */
    private static long settledHeap(long enough) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2 || (i < 10 && least >= enough); i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** What the threads of the server have used of processors. */
    private static long workersMilliseconds() {
        List<Long> nanos = new ArrayList<>();
        ThreadInfo[] all = THREADS.getThreadInfo(THREADS.getAllThreadIds());
        Arrays.stream(all)
                .filter(thread -> thread != null)
                .filter(thread -> thread.getThreadName().matches("(http-nio|qtp|upgrade-filter).*"))
                .forEach(thread -> nanos.add(THREADS.getThreadCpuTime(thread.getThreadId())));
        return TimeUnit.NANOSECONDS.toMillis(nanos.stream().mapToLong(Long::longValue).sum());
    }

    private Path report() {
        return Path.of("target", "h2c-abuse", getClass().getSimpleName() + ".txt");
    }

    private void keep(String line) throws IOException {
        Files.writeString(report(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
