package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that are slow in everything there is after an upgrade to TLS are cut off when the time
 * limits say so, take no more memory than there is, and are not noticed by others.
 */
public abstract class SlowTlsContract extends ContainerContract {

    /** More than 300 of all; those of them that keep a worker are fewer than may. */
    private static final int OF_EACH = 44;

    private static final int HONEST = 4;

    private static final int PATIENCE_S = 120;

    private final SlowApplication application = new SlowApplication();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void slow_peers_are_cut_off_and_nobody_else() throws Exception {
        assertTrue(
                Runtime.getRuntime().maxMemory() < (long) OF_EACH * SlowApplication.LARGE,
                "what they ask for would fit into memory, which proves nothing");
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch gone = new CountDownLatch(1);
        // Jetty warns of each of them, as it does of those of its own connectors.
        try (CapturedLog log = CapturedLog.begin()) {
            List<Future<Integer>> honest = new ArrayList<>();
            for (int i = 0; i < HONEST; i++) {
                honest.add(threads.submit(() -> ask(over)));
            }
            Map<SlowPeer, List<Future<String>>> peers = new EnumMap<>(SlowPeer.class);
            for (int i = 0; i < OF_EACH; i++) {
                for (SlowPeer peer : SlowPeer.values()) {
                    peers.computeIfAbsent(peer, kind -> new ArrayList<>())
                            .add(threads.submit(() -> peer.end(server(), gone)));
                }
            }
            Awaitility.await()
                    .atMost(PATIENCE_S, TimeUnit.SECONDS)
                    .until(() -> application.connections() > HONEST);
            Awaitility.await()
                    .atMost(PATIENCE_S, TimeUnit.SECONDS)
                    .until(() -> application.connections() <= HONEST && areOver(peers));
            gone.countDown();
            for (SlowPeer peer : SlowPeer.values()) {
                int told = 0;
                for (Future<String> talk : peers.get(peer)) {
                    String end = talk.get(PATIENCE_S, TimeUnit.SECONDS);
                    assertTrue(peer.mayEnd(end), () -> peer + " is " + end);
                    told += peer.wasTold(end) ? 1 : 0;
                }
                assertTrue(told > OF_EACH / 2, peer + " is told only " + told + " times");
            }
            assertFalse(log.text().contains("OutOfMemory"), log::text);
            over.set(true);
            for (Future<Integer> client : honest) {
                int answers = client.get(PATIENCE_S, TimeUnit.SECONDS);
                assertTrue(answers > 20, () -> "only " + answers + " answers");
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        Awaitility.await().until(() -> application.connections() == 0);
    }

    /** True if all have ended but those who wait until the others have. */
    private static boolean areOver(Map<SlowPeer, List<Future<String>>> peers) {
        return peers.entrySet().stream()
                .filter(entry -> entry.getKey() != SlowPeer.NO_READING)
                .flatMap(entry -> entry.getValue().stream())
                .allMatch(Future::isDone);
    }

    /** Asks, now and then on a new connection, and counts the answers. */
    private int ask(AtomicBoolean over) throws IOException {
        int answers = 0;
        while (!over.get()) {
            try (RawConnection connection = SlowPeer.upgraded(server())) {
                for (int i = 0; i < 20; i++) {
                    byte[] content = new byte[i];
                    Response response =
                            connection.exchange(
                                    RawRequest.line("POST / HTTP/1.1").content(content));
                    assertEquals(PlainServlet.said("POST", content), response.text());
                    answers++;
                }
            }
        }
        return answers;
    }
}
