package org.upgradefilter.jetty.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.tls.TestKeys;

/** In a real Jetty, of the version that is compiled against. */
class UpgradeConnectionFactoryTest {

    private final Map<String, String> settings = new HashMap<>();

    @TempDir private Path directory;

    @BeforeEach
    void nameKeyStore() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("keys.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            TestKeys.server().store(out, TestKeys.PASSWORD);
        }
        settings.put("rules", "/* allow TLS");
        settings.put("keyStore", file.toString());
        settings.put("keyStorePassword", new String(TestKeys.PASSWORD));
        // As Jetty's XML gives a property that nobody has set.
        settings.put("trustStore", null);
    }

    private static void upgrade(BareClient client) throws IOException {
        String switched = client.head(BareClient.ASKING + "Upgrade: h2c, TLS/1.2\r\n");
        assertTrue(switched.startsWith("HTTP/1.1 101"), switched);
        assertTrue(switched.contains("Upgrade: TLS/1.2, HTTP/1.1\n"), switched);
        assertTrue(switched.contains("Connection: Upgrade\n"), switched);
        client.shakeHands();
        String first = client.head();
        assertTrue(first.startsWith("HTTP/1.1 200"), first);
    }

    private static void isAnsweredInside(BareClient client) throws IOException {
        client.head("GET /a?b HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        String said = "GET https://127.0.0.1/a?b";
        assertEquals(said, client.content(said.length()));
    }

    /** As in a Jetty that serves no web application, or those of another Jakarta EE. */
    @Test
    void needs_no_servlet_api() throws Exception {
        try (WithoutServlets loader = new WithoutServlets()) {
            Class<?> type = loader.loadClass(BareServer.class.getName());
            assertSame(loader, type.getClassLoader());
            try (AutoCloseable server =
                            (AutoCloseable) type.getConstructor(Map.class).newInstance(settings);
                    BareClient client = new BareClient(((IntSupplier) server).getAsInt())) {
                upgrade(client);
                isAnsweredInside(client);
            }
            assertEquals(List.of(), loader.missed());
        }
    }

    @Test
    void what_is_not_taken_is_answered_as_if_nobody_were_here() throws Exception {
        settings.put("rules", "/a/* ignore TLS; /* allow TLS");
        try (BareServer server = new BareServer(settings);
                BareClient client = new BareClient(server.getAsInt())) {
            for (String asking :
                    List.of(
                            "OPTIONS /a/b HTTP/1.1\r\nUpgrade: TLS/1.2",
                            "GET /c HTTP/1.1\r\nUpgrade: TLS/1.2",
                            "OPTIONS * HTTP/1.1\r\nUpgrade: h2c, TLSX/1.2")) {
                String head =
                        client.head(asking + "\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n");
                assertTrue(head.startsWith("HTTP/1.1 200"), head);
                assertFalse(head.contains("Upgrade"), head);
                client.content(length(head));
            }
            upgrade(client);
        }
    }

    /** Whose target has no path (RFC 9112 §3.2.3). */
    @Test
    void a_connect_is_left_alone() throws Exception {
        try (BareServer server = new BareServer(settings);
                BareClient client = new BareClient(server.getAsInt());
                BareClient other = new BareClient(server.getAsInt())) {
            String asking = "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1:80\r\n";
            assertEquals(
                    statusLine(other.head(asking)),
                    statusLine(
                            client.head(asking + "Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n")));
        }
    }

    private static String statusLine(String head) {
        return head.substring(0, head.indexOf('\n'));
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceFirst("(?s).*Content-Length: ([0-9]+)\n.*", "$1"));
    }

    @Test
    void a_connection_beyond_the_limit_stays_in_clear() throws Exception {
        settings.put("maxConnections", "1");
        try (BareServer server = new BareServer(settings);
                BareClient first = new BareClient(server.getAsInt());
                BareClient second = new BareClient(server.getAsInt())) {
            upgrade(first);
            String head = second.head(BareClient.ASKING + "Upgrade: TLS/1.2\r\n");
            assertTrue(head.startsWith("HTTP/1.1 200"), head);
            isAnsweredInside(first);
        }
    }

    @Test
    void when_the_server_stops_connections_are_told() throws Exception {
        try (BareServer server = new BareServer(settings);
                BareClient client = new BareClient(server.getAsInt())) {
            upgrade(client);
            Future<?> stopped =
                    ForkJoinPool.commonPool()
                            .submit(
                                    () -> {
                                        server.stop();
                                        return null;
                                    });
            // By an alert, or JSSE would throw.
            assertTrue(client.hasEnded());
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void who_counts_connections_is_told_of_every_one() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (BareServer server = new BareServer(settings)) {
            server.tell(
                    new Connection.Listener() {
                        @Override
                        public void onOpened(Connection connection) {
                            told.add("opened " + connection.getClass().getSimpleName());
                        }

                        @Override
                        public void onClosed(Connection connection) {
                            told.add("closed " + connection.getClass().getSimpleName());
                        }
                    });
            try (BareClient client = new BareClient(server.getAsInt())) {
                upgrade(client);
            }
            for (String expected :
                    List.of(
                            "opened HttpConnection",
                            "closed HttpConnection",
                            "opened JettyConnection",
                            "closed JettyConnection")) {
                assertEquals(expected, told.poll(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void a_connector_must_begin_with_http() {
        Server server = new Server();
        ServerConnector connector =
                new ServerConnector(
                        server,
                        new ConnectionFactory[] {
                            new UpgradeConnectionFactory(settings), new HttpConnectionFactory()
                        });
        server.addConnector(connector);
        IllegalStateException failure = assertThrows(IllegalStateException.class, connector::start);
        assertEquals(
                "no connection begins with an upgrade; add an HttpConnectionFactory to the"
                        + " connector before the UpgradeConnectionFactory",
                failure.getMessage());
    }

    @Test
    void a_bad_setting_is_found_at_once() {
        settings.put("hostCheck", "some");
        IllegalArgumentException failure =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new UpgradeConnectionFactory(settings));
        assertEquals("hostCheck=some is not valid: use known or strict", failure.getMessage());
    }
}
