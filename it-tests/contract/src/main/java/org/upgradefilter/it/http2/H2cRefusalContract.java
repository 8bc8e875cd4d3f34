package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.upgradefilter.it.BusyApplication;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;

/**
 * A request for which the container has no worker has not come to the application, and its client
 * is told that it may send it again (RFC 9113 §8.7).
 */
public abstract class H2cRefusalContract extends ContainerContract {

    private static final int REFUSED_STREAM = 7;

    private final BusyApplication application = new BusyApplication(Map.of());

    private final Workers workers = new Workers();

    /** A new container whose connector has these workers, not started. */
    protected abstract Container container(Executor workers);

    /**
     * Has a worker for whatever the container does, and none for what we ask for, if it is full.
     */
    private static final class Workers implements Executor {

        private final ExecutorService threads = Executors.newCachedThreadPool();

        private volatile boolean full;

        @Override
        public void execute(Runnable task) {
            if (full && task.getClass().getName().startsWith("org.upgradefilter.")) {
                throw new RejectedExecutionException("full");
            }
            threads.execute(task);
        }
    }

    @Override
    protected Container container() {
        return container(workers);
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @BeforeEach
    void closeGate() {
        application.reset();
    }

    @AfterEach
    void openGate() {
        workers.full = false;
        application.openGate();
    }

    @AfterAll
    void endWorkers() {
        // First of all the container, whose selectors wait in them.
        running().close();
        workers.threads.shutdown();
    }

    @Test
    void who_comes_when_nobody_has_time_may_come_again() throws IOException {
        try (Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain")).begin()) {
            assertEquals(200, client.answer(1).status());
            client.request(3, "GET", "/stubborn?who=a");
            Awaitility.await().until(() -> application.running() == 1);
            workers.full = true;
            // Together, for the first one may have the worker that has come with it.
            client.send(
                    Http2Frame.lastHeaders(5, FieldBlock.request("GET", "/brief?who=b").bytes()),
                    Http2Frame.lastHeaders(7, FieldBlock.request("GET", "/brief?who=c").bytes()),
                    Http2Frame.headers(9, FieldBlock.request("POST", "/upload?who=c").bytes()));
            assertIsRefused(client.error(7));
            assertIsRefused(client.error(9));
            workers.full = false;
            application.openGate();
            assertEquals(200, client.answer(3).status());
            assertEquals(0, application.mostAtOnce("c"));
            assertEquals(200, client.request(11, "GET", "/brief?who=c").answer(11).status());
            assertEquals(1, application.mostAtOnce("c"));
        }
    }

    private static void assertIsRefused(Http2Frame error) {
        assertEquals(Http2Frame.RST_STREAM, error.type(), error::toString);
        assertEquals(REFUSED_STREAM, error.errorCode());
    }
}
