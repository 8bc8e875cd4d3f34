package org.upgradefilter.it.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.OpenThings;

/**
 * Two hundred honest clients do not notice what others do to the server beside them, and when all
 * have gone, nothing of them is left. {@code -Dsoak.seconds} says for how long; {@code -Psoak} for
 * ten minutes.
 */
public abstract class SoakContract extends ContainerContract {

    private static final int HONEST_CLIENTS = 200;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** The same as what is measured, for what a server keeps for good after the first of it. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** What differs from one garbage collection to the next, and what pools may grow by. */
    private static final long HEAP_MARGIN_BYTES = 4 << 20;

    /** For the last to be given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private SoakApplication application;

    @Override
    protected URI begin(Container started) throws Exception {
        application = new SoakApplication(adapter());
        return started.start(application);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void honest_clients_notice_nothing_and_nothing_is_left() throws Exception {
        soak(WARM_UP);
        OpenThings openBefore = settled();
        long heapBefore = heapBytes();

        SoakReport report = soak(Duration.ofSeconds(Integer.getInteger("soak.seconds", 10)));
        String told = report.text() + "\nbefore: " + kibibytes(heapBefore) + openBefore.counts();
        keep(told);

        assertNothingIsOpen(openBefore);
        long heapAfter = awaitHeap(heapBefore + HEAP_MARGIN_BYTES);
        told += "\nafter: " + kibibytes(heapAfter) + OpenThings.now().counts();
        keep(told);
        assertTrue(heapAfter < heapBefore + HEAP_MARGIN_BYTES, told);
        assertEquals(Map.of(), report.wrongAnswers(), told);
        assertTrue(report.worst().compareTo(LONGEST_WAIT) <= 0, told);
    }

    private static String kibibytes(long heapBytes) {
        return "heap " + (heapBytes >> 10) + " KiB, ";
    }

    /** Ends when the filter has nobody left. */
    private SoakReport soak(Duration duration) throws Exception {
        SoakReport report;
        try (MachineStalls stalls = MachineStalls.watching();
                HonestClients honest = HonestClients.open(server(), HONEST_CLIENTS);
                Abusers abusers = Abusers.start(server())) {
            honest.talk(duration);
            abusers.leave();
            report = SoakReport.of(honest, abusers, stalls);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> application.state().getConnectionCount(), count -> count == 0);
        return report;
    }

    /** What is open when that has stopped changing. */
    private static OpenThings settled() {
        AtomicReference<OpenThings> last = new AtomicReference<>(OpenThings.now());
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            OpenThings now = OpenThings.now();
                            return last.getAndSet(now).equals(now) ? now : null;
                        },
                        settled -> settled != null);
    }

    private static void assertNothingIsOpen(OpenThings before) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertEquals(Map.of(), OpenThings.now().beyond(before));
                            assertEquals(List.of(), busyWorkers());
                        });
    }

    /** Threads of the container that are still in our code. */
    private static List<String> busyWorkers() {
        Map<String, String> busy = new TreeMap<>();
        Thread.getAllStackTraces()
                .forEach(
                        (thread, stack) ->
                                Arrays.stream(stack)
                                        .map(StackTraceElement::getClassName)
                                        .filter(
                                                name ->
                                                        name.matches(
                                                                "org[.]upgradefilter[.](?!it[.]|io[.]TimerThread).*"))
                                        .forEach(name -> busy.put(thread.getName(), name)));
        return busy.entrySet().stream().map(Object::toString).toList();
    }

    /** The least of some garbage collections, or the first below {@code enough}. */
    private static long awaitHeap(long enough) {
        long least = heapBytes();
        for (int i = 0; i < 10 && least >= enough; i++) {
            least = Math.min(least, heapBytes());
        }
        return least;
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void keep(String told) throws IOException {
        Path directory = Path.of("target", "soak");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(getClass().getSimpleName() + ".txt"), told + "\n");
    }
}
