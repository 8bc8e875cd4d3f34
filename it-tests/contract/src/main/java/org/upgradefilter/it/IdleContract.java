package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of WebSockets that do nothing take no thread each, and are all there when called. */
public abstract class IdleContract extends ContainerContract {

    private static final int CONNECTIONS = 5000;

    /** The client's end of TLS has much to keep, and in the same heap. */
    private static final int CONNECTIONS_IN_TLS = 2000;

    /** How many may be under way at a time; less than any backlog. */
    private static final int BATCH = 50;

    /** More than the pools of a container, which are of 200, and far less than a thread each. */
    private static final int MAX_MORE_THREADS = 250;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @Test
    void thousands_of_idle_connections_take_no_thread_each() throws IOException {
        int count = scheme().equals("http") ? CONNECTIONS : CONNECTIONS_IN_TLS;
        // Both ends are in this process.
        assumeTrue(
                maxOpenFiles() > 2 * count + 500,
                () -> count + " connections need more open files than " + maxOpenFiles());
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        List<RawConnection> connections = new ArrayList<>();
        try {
            while (connections.size() < count) {
                openBatch(connections);
            }
            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore;
            assertTrue(more < MAX_MORE_THREADS, () -> more + " more threads");
            for (int i = 0; i < count; i += BATCH) {
                pingAll(connections.subList(i, i + BATCH));
            }
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    private void openBatch(List<RawConnection> connections) throws IOException {
        List<RawConnection> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            RawConnection connection = connect();
            connections.add(connection);
            batch.add(connection);
            connection.send(RawRequest.webSocket("/echo"));
        }
        for (RawConnection connection : batch) {
            assertEquals(101, connection.response().status());
        }
    }

    private static void pingAll(List<RawConnection> connections) throws IOException {
        for (RawConnection connection : connections) {
            connection.send(ClientFrames.ping("hi"));
        }
        for (RawConnection connection : connections) {
            Frame pong = connection.frame();
            assertEquals(Frame.PONG, pong.opcode());
            assertEquals("hi", pong.text());
        }
    }

    private static long maxOpenFiles() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
