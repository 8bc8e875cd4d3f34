package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web application is forgotten when it is undeployed, whatever was going on behind its gateway.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class GatewayRedeployContract {

    private static final int ROUNDS = 3;

    @TempDir private Path directory;

    /** A new container, not started. */
    protected abstract Container container();

    @Test
    void nothing_is_left_of_an_application_that_was_answering() throws Throwable {
        Path war =
                TestWar.into(
                        directory,
                        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
                                + "<listener><listener-class>"
                                + Starter.class.getName()
                                + "</listener-class></listener></web-app>",
                        Starter.class,
                        Application.class,
                        GatewayApplication.class,
                        GatewayWitness.class,
                        HttpAgain.class,
                        RawEcho.class,
                        ParallelProtocol.class,
                        PlainServlet.class,
                        FunctionServlet.class,
                        FunctionServlet.Function.class,
                        SimpleServlets.class,
                        AsyncServlets.class,
                        Class.forName(AsyncServlets.class.getName() + "$1"),
                        Class.forName(AsyncServlets.class.getName() + "$Told"),
                        StreamingServlets.class,
                        Class.forName(StreamingServlets.class.getName() + "$Sender"),
                        Class.forName(StreamingServlets.class.getName() + "$Collector"),
                        Class.forName(StreamingServlets.class.getName() + "$EchoListener"));
        OldLoaders loaders = new OldLoaders();
        try (Container container = container()) {
            for (int i = 0; i < ROUNDS; i++) {
                URI server = container.deploy(war);
                List<RawConnection> connections = keepBusy(server);
                loaders.add(container.applicationLoader());
                container.undeploy();
                for (RawConnection connection : connections) {
                    connection.awaitEndOfAnything();
                    connection.close();
                }
            }
            assertEquals(0, loaders.awaitForgotten(Duration.ofSeconds(30)), loaders::threadNames);
        }
    }

    /** Connections with an exchange each in another state. */
    private static List<RawConnection> keepBusy(URI server) throws IOException {
        List<RawConnection> connections = new ArrayList<>();
        for (String line :
                List.of(
                        "GET /stream/send",
                        "GET /stream/listener-send",
                        "POST /stream/listener-read",
                        "POST /stream/echo",
                        "GET /async/timeout")) {
            RawConnection connection = again(server);
            connection.exchange(RawRequest.get("/plain"));
            connection.send(RawRequest.line(line + " HTTP/1.1").with("Content-Length", "9"));
            connection.send("half".getBytes(StandardCharsets.US_ASCII));
            connections.add(connection);
        }
        RawConnection idle = again(server);
        assertEquals(200, idle.exchange(RawRequest.get("/session")).status());
        connections.add(idle);
        return connections;
    }

    private static RawConnection again(URI server) throws IOException {
        RawConnection connection = RawConnection.to(server);
        connection.open(
                RawRequest.get(GatewayApplication.SWITCH)
                        .with("Connection", "Upgrade")
                        .with("Upgrade", HttpAgain.IN_CLEAR.name()));
        return connection;
    }

    /** Sets the application up where there is only {@code web.xml} to do so. */
    public static final class Starter implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            new GatewayApplication(new GatewayWitness()).configure(event.getServletContext());
        }
    }
}
