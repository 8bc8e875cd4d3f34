package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.BusyApplication;
import org.upgradefilter.it.CapturedLog;
import org.upgradefilter.it.Container;

/**
 * When the application or the server stops, a connection of HTTP/2 hears of it in two steps (RFC
 * 9113 §6.8), and what is under way is answered as long as there is time.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class H2cStopContract {

    private static final int SHUTDOWN_MS = 2500;

    private static final int MAX_STREAM = Integer.MAX_VALUE;

    private static final int PATIENCE_S = 20;

    private final BusyApplication application =
            new BusyApplication(Map.of("shutdownTimeoutMs", Integer.toString(SHUTDOWN_MS)));

    private final ExecutorService pool = Executors.newCachedThreadPool();

    /** A new container, not started. */
    protected abstract Container container();

    /** False if the container closes all connections first. */
    protected boolean waitsAtTheEndOfTheServer() {
        return true;
    }

    @AfterEach
    void endThreads() {
        application.openGate();
        pool.shutdownNow();
    }

    private static Http2Client open(URI server) throws IOException {
        Http2Client client =
                Http2Client.upgraded(server, Http2Client.asking("GET", "/plain")).begin();
        assertEquals(200, client.answer(1).status());
        return client;
    }

    private static void awaitAnnouncement(Http2Client client) throws IOException {
        Http2Frame announced = client.next(Http2Frame.GOAWAY);
        assertEquals(0, announced.errorCode());
        assertEquals(MAX_STREAM, announced.lastStream());
    }

    /** Answers the server's PING, by which it knows that we know. */
    private static void acknowledge(Http2Client client) throws IOException {
        Http2Frame ping = client.next(Http2Frame.PING);
        client.send(new Http2Frame(Http2Frame.PING, Http2Frame.ACK, 0, ping.payload()));
    }

    private Future<?> stop(Container container, boolean whole) {
        return pool.submit(
                () -> {
                    if (whole) {
                        container.close();
                    } else {
                        container.undeploy();
                    }
                    return null;
                });
    }

    @Test
    void what_is_under_way_is_answered_at_an_undeployment() throws Exception {
        answersWhatIsUnderWay(false);
    }

    @Test
    void what_is_under_way_is_answered_at_the_end_of_the_server() throws Exception {
        assumeTrue(waitsAtTheEndOfTheServer(), "the server closes first");
        answersWhatIsUnderWay(true);
    }

    @Test
    void who_has_nothing_under_way_goes_with_the_server() throws Exception {
        try (Container container = container();
                Http2Client client = open(container.start(application))) {
            Future<?> stopping = stop(container, true);
            Optional<Http2Frame> last = client.awaitEndOfAll();
            assertTrue(last.isPresent() || !waitsAtTheEndOfTheServer(), "nothing was said");
            last.ifPresent(frame -> assertEquals(0, frame.errorCode()));
            stopping.get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    private void answersWhatIsUnderWay(boolean whole) throws Exception {
        try (CapturedLog log = CapturedLog.begin();
                Container container = container();
                Http2Client client = open(container.start(application))) {
            client.request(3, "GET", "/stubborn?who=a");
            Awaitility.await().until(() -> application.running() == 1);
            Future<?> stopping = stop(container, whole);
            awaitAnnouncement(client);
            // It was on its way, so to speak.
            client.request(5, "GET", "/brief?who=b");
            acknowledge(client);
            Http2Frame last = client.next(Http2Frame.GOAWAY);
            assertEquals(0, last.errorCode());
            assertEquals(5, last.lastStream());
            client.request(7, "GET", "/brief?who=c");
            client.awaitPong();
            application.openGate();
            assertEquals(200, client.answer(3).status());
            client.awaitEnd();
            assertFalse(client.hasBegun(7));
            assertEquals(0, application.mostAtOnce("c"));
            stopping.get(PATIENCE_S, TimeUnit.SECONDS);
            assertFalse(log.text().contains("upgrade-filter"), log.text());
        }
    }

    @Test
    void what_does_not_end_in_time_is_cut_off() throws Exception {
        try (Container container = container();
                CapturedLog log = CapturedLog.begin();
                Http2Client client = open(container.start(application))) {
            client.request(3, "GET", "/stubborn?who=a");
            client.send(Http2Frame.headers(5, FieldBlock.request("POST", "/upload?who=b").bytes()));
            Awaitility.await().until(() -> application.running() == 2);
            long begun = System.nanoTime();
            Future<?> stopping = stop(container, false);
            Optional<Http2Frame> last = client.awaitEndOfAll();
            assertEquals(0, last.orElseThrow().errorCode());
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(taken.toMillis() >= SHUTDOWN_MS - 100, taken::toString);
            assertTrue(taken.toMillis() < 3 * SHUTDOWN_MS, taken::toString);
            // Whoever has asked for content is told at once.
            Awaitility.await().until(() -> application.running() == 1);
            application.openGate();
            stopping.get(PATIENCE_S, TimeUnit.SECONDS);
            assertTrue(log.text().contains("did not end in time"), log.text());
        }
    }

    @Test
    void who_has_nothing_under_way_is_gone_at_once() throws Exception {
        try (Container container = container();
                Http2Client client = open(container.start(application))) {
            Future<?> stopping = stop(container, false);
            awaitAnnouncement(client);
            acknowledge(client);
            assertEquals(1, client.next(Http2Frame.GOAWAY).lastStream());
            long begun = System.nanoTime();
            client.awaitEnd();
            stopping.get(PATIENCE_S, TimeUnit.SECONDS);
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(taken.toMillis() < 2000, taken::toString);
        }
    }

    /** Whose PING is not answered has a second more. */
    @Test
    void who_does_not_listen_holds_nothing_up() throws Exception {
        try (Container container = container()) {
            URI server = container.start(application);
            try (Http2Client idle = open(server);
                    Http2Client within = open(server);
                    Http2Client before =
                            Http2Client.upgraded(server, Http2Client.asking("GET", "/plain"))) {
                within.sendBytes((byte) 0, (byte) 0);
                long begun = System.nanoTime();
                stop(container, false).get(PATIENCE_S, TimeUnit.SECONDS);
                Duration taken = Duration.ofNanos(System.nanoTime() - begun);
                assertTrue(taken.toMillis() < 2 * SHUTDOWN_MS, taken::toString);
                idle.awaitEnd();
                within.awaitEnd();
                before.awaitEnd();
            }
        }
    }
}
