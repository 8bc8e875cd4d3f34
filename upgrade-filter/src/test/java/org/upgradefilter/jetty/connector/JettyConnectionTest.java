package org.upgradefilter.jetty.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.Timer;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.Switched;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

class JettyConnectionTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], 8);

    private JettyConnection connection() {
        Executor executor = tasks::add;
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, executor, null, null, 1, 1);
        HttpConnection replaced = new HttpConnection(new HttpConfiguration(), connector, endPoint);
        Takeover takeover =
                new Takeover(
                        (duplex, timer) -> {
                            throw new AssertionError("nobody runs the tasks");
                        },
                        new Switched("x", "/", "127.0.0.1", Instant.EPOCH),
                        new LiveConnections(),
                        (delay, task) -> Timer.Timeout.NONE,
                        new WebApplication(JettyConnectionTest.class.getClassLoader()),
                        () -> {});
        return new JettyConnection(replaced, takeover);
    }

    @Test
    void begins_when_the_101_has_gone_out() {
        JettyConnection connection = connection();
        endPoint.write(Callback.NOOP, ByteBuffer.allocate(8));
        connection.onOpen();
        assertTrue(endPoint.isOpen());
        assertEquals(1, tasks.size());
    }

    @Test
    void ends_when_the_peer_has_no_room_for_the_101() {
        JettyConnection connection = connection();
        endPoint.write(Callback.NOOP, ByteBuffer.allocate(9));
        connection.onOpen();
        assertFalse(endPoint.isOpen());
        assertEquals(0, tasks.size());
    }
}
