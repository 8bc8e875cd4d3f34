package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When the application or the server stops, peers and listeners hear of it, and nothing is left.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StopContract {

    private static final int PEERS = 20;

    private final ListenerApplication application = new ListenerApplication(adapter());

    /** A new container, not started. */
    protected abstract Container container();

    /** As {@link ContainerContract#adapter}. */
    protected String adapter() {
        return "auto";
    }

    @Test
    void peers_and_listeners_hear_of_an_undeployment() throws Exception {
        try (CapturedLog log = CapturedLog.begin();
                Container container = container()) {
            assertAllHear(container, container::undeploy);
            assertFalse(log.text().contains("upgrade-filter"), log.text());
        }
    }

    @Test
    void peers_and_listeners_hear_of_the_end_of_the_server() throws Exception {
        try (CapturedLog log = CapturedLog.begin();
                Container container = container()) {
            assertAllHear(container, container::close);
            assertFalse(log.text().contains("upgrade-filter"), log.text());
        }
    }

    private void assertAllHear(Container container, Stopping stopping) throws Exception {
        URI server = container.start(application);
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Recorder> recorders = new ArrayList<>();
            List<Future<Integer>> codes = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                Recorder recorder = new Recorder(Recorder.ALL);
                recorders.add(recorder);
                RawConnection connection = open(server, recorder);
                assertEquals("open", recorder.next());
                codes.add(pool.submit(() -> answerClose(connection)));
            }
            stopping.run();
            // Afterwards a class of the application may not even be loaded any more.
            assertTrue(recorders.stream().allMatch(Recorder::isOver), "listeners hear in time");
            for (Future<Integer> code : codes) {
                assertEquals(1001, code.get(20, TimeUnit.SECONDS));
            }
            for (Recorder recorder : recorders) {
                assertTrue(recorder.next().startsWith("close 1001 "));
                assertTrue(recorder.socket().isOutputClosed());
            }
            assertNoTimerIsLeft();
        } finally {
            pool.shutdownNow();
        }
    }

    private static int answerClose(RawConnection connection) throws IOException {
        try (connection) {
            int code = connection.patience(30_000).closeFrame().closeCode();
            connection.send(ClientFrames.close(code, ""));
            connection.awaitEnd();
            return code;
        }
    }

    /** Tomcat also looks for itself, and warns. */
    private static void assertNoTimerIsLeft() {
        List<String> left =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("upgrade-filter"))
                        .toList();
        assertEquals(List.of(), left);
    }

    /** The filter waits two seconds at most. */
    @Test
    void peers_that_do_not_answer_hold_nothing_up() throws Exception {
        try (Container container = container();
                CapturedLog log = CapturedLog.begin()) {
            URI server = container.start(application);
            Recorder silent = new Recorder(Recorder.ALL);
            Recorder deaf = new Recorder(0);
            try (RawConnection first = open(server, silent);
                    RawConnection second = open(server, deaf)) {
                assertEquals("open", silent.next());
                assertEquals("open", deaf.next());
                long begun = System.nanoTime();
                container.undeploy();
                Duration taken = Duration.ofNanos(System.nanoTime() - begun);
                assertTrue(taken.toSeconds() < 10, taken::toString);

                assertEquals(1001, first.closeFrame().closeCode());
                first.awaitEnd();
                assertEquals(1001, second.closeFrame().closeCode());
                second.awaitEnd();
                assertTrue(silent.next().startsWith("close 1001 "));
                assertTrue(deaf.next().startsWith("close 1001 "));
                assertTrue(silent.isQuiet());
            }
            assertTrue(log.text().contains("did not end in time"), log.text());
        }
    }

    @Test
    void peer_in_the_middle_of_a_message_hears_of_it() throws Exception {
        try (Container container = container()) {
            URI server = container.start(application);
            Recorder recorder = new Recorder(Recorder.ALL);
            ExecutorService pool = Executors.newCachedThreadPool();
            try (RawConnection connection = open(server, recorder)) {
                connection.send(ClientFrames.head(ClientFrames.FIN | Frame.BINARY, 1000));
                connection.send(new byte[500]);
                assertEquals("open", recorder.next());
                assertEquals("binary 500...", recorder.next());
                Future<?> stopped =
                        pool.submit(
                                () -> {
                                    container.undeploy();
                                    return null;
                                });
                assertEquals(1001, connection.closeFrame().closeCode());
                connection.send(new byte[500]);
                connection.send(ClientFrames.close(1001, ""));
                connection.awaitEnd();
                stopped.get(20, TimeUnit.SECONDS);
                assertTrue(recorder.next().startsWith("close 1001 "));
            } finally {
                pool.shutdownNow();
            }
        }
    }

    @Test
    void application_without_peers_stops_at_once() throws Exception {
        try (Container container = container()) {
            URI server = container.start(application);
            Recorder recorder = new Recorder(Recorder.ALL);
            try (RawConnection connection = open(server, recorder)) {
                connection.send(ClientFrames.close(1000, ""));
                assertEquals(1000, connection.closeFrame().closeCode());
                connection.awaitEnd();
                assertEquals("open", recorder.next());
                assertEquals("close 1000 ", recorder.next());
            }
            long begun = System.nanoTime();
            container.undeploy();
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(taken.toMillis() < 1500, taken::toString);
            assertNoTimerIsLeft();
        }
    }

    private RawConnection open(URI server, Recorder recorder) throws IOException {
        application.listeners().add(recorder);
        return RawConnection.webSocket(server, ListenerApplication.PATIENT);
    }

    /** Stops something. */
    @FunctionalInterface
    private interface Stopping {
        void run() throws Exception;
    }
}
