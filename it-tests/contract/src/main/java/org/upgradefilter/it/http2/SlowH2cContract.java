package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.CapturedLog;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.SlowApplication;

/**
 * Peers that are slow in everything there is to HTTP/2 are cut off when the time limits say so,
 * take no more memory than there is, and are not noticed by others.
 */
public abstract class SlowH2cContract extends ContainerContract {

    /** More than 300 of all; those of them that keep a worker are fewer than may. */
    private static final int OF_EACH = 30;

    private static final int LONGEST_WAIT_MS = 5000;

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
        CountDownLatch gone = new CountDownLatch(1);
        // Jetty warns of each of them, as it does of those of its own connectors.
        try (CapturedLog log = CapturedLog.begin();
                HonestAsker honest = HonestAsker.of(server(), "/")) {
            Map<SlowHttp2Peer, List<Future<String>>> peers = new EnumMap<>(SlowHttp2Peer.class);
            for (int i = 0; i < OF_EACH; i++) {
                for (SlowHttp2Peer peer : SlowHttp2Peer.values()) {
                    peers.computeIfAbsent(peer, kind -> new ArrayList<>())
                            .add(threads.submit(() -> peer.end(server(), gone)));
                }
            }
            Awaitility.await()
                    .atMost(PATIENCE_S, TimeUnit.SECONDS)
                    .until(() -> application.connections() > OF_EACH);
            Awaitility.await()
                    .atMost(PATIENCE_S, TimeUnit.SECONDS)
                    .until(() -> application.connections() <= 1 && areOver(peers));
            gone.countDown();
            for (SlowHttp2Peer peer : SlowHttp2Peer.values()) {
                int told = 0;
                for (Future<String> talk : peers.get(peer)) {
                    String end = talk.get(PATIENCE_S, TimeUnit.SECONDS);
                    assertTrue(peer.mayEnd(end), () -> peer + " is " + end);
                    told += peer.wasTold(end) ? 1 : 0;
                }
                assertTrue(told > OF_EACH / 2, peer + " is told only " + told + " times");
            }
            assertFalse(log.text().contains("OutOfMemory"), log::text);
            honest.stop();
            assertTrue(honest.answers() > 100, honest::toString);
            assertTrue(honest.worstMilliseconds() < LONGEST_WAIT_MS, honest::toString);
        } finally {
            threads.shutdownNow();
        }
        Awaitility.await().until(() -> application.connections() == 0);
    }

    /** True if all have ended but those who wait until the others have. */
    private static boolean areOver(Map<SlowHttp2Peer, List<Future<String>>> peers) {
        return peers.entrySet().stream()
                .filter(entry -> !entry.getKey().waits())
                .flatMap(entry -> entry.getValue().stream())
                .allMatch(Future::isDone);
    }
}
