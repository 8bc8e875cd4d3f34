package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.upgradefilter.it.BusyApplication;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;

/** Requests that wait for their client leave a worker that brings what they wait for. */
public abstract class H2cFewWorkersContract extends ContainerContract {

    /** As many as the container has, all told. */
    protected static final int WORKERS = 8;

    private final BusyApplication application = new BusyApplication(Map.of());

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @Test
    void more_uploads_than_workers_come_to_their_end() throws IOException {
        try (Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain")).begin()) {
            assertEquals(200, client.answer(1).status());
            int last = 1 + 2 * WORKERS;
            for (int stream = 3; stream <= last; stream += 2) {
                client.send(
                        Http2Frame.headers(
                                stream, FieldBlock.request("POST", "/upload?who=a").bytes()));
            }
            client.awaitPong();
            Awaitility.await().until(() -> application.running() > 1);
            for (int stream = 3; stream <= last; stream += 2) {
                client.send(Http2Frame.lastData(stream, new byte[1]));
            }
            for (int stream = 3; stream <= last; stream += 2) {
                assertEquals(200, client.answer(stream).status());
            }
        }
    }
}
