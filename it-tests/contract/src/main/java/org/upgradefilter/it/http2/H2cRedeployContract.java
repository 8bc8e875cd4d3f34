package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.BusyApplication;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.OldLoaders;
import org.upgradefilter.it.PlainServlet;
import org.upgradefilter.it.TestWar;

/** A web application is forgotten when it is undeployed, whatever was going on over HTTP/2. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class H2cRedeployContract {

    private static final int ROUNDS = 3;

    @TempDir private Path directory;

    /** A new container, not started. */
    protected abstract Container container();

    @Test
    void nothing_is_left_of_an_application_whose_streams_were_open() throws Throwable {
        String others = Application.class.getPackageName() + ".";
        Path war =
                TestWar.into(
                        directory,
                        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
                                + "<listener><listener-class>"
                                + Starter.class.getName()
                                + "</listener-class></listener></web-app>",
                        Starter.class,
                        Application.class,
                        BusyApplication.class,
                        Class.forName(BusyApplication.class.getName() + "$Busy"),
                        PlainServlet.class,
                        Class.forName(others + "GatewayWitness"),
                        Class.forName(others + "FunctionServlet"),
                        Class.forName(others + "FunctionServlet$Function"));
        OldLoaders loaders = new OldLoaders();
        try (Container container = container()) {
            for (int i = 0; i < ROUNDS; i++) {
                List<Http2Client> clients = keepBusy(container.deploy(war));
                loaders.add(container.applicationLoader());
                container.undeploy();
                for (Http2Client client : clients) {
                    client.connection().awaitEndOfAnything();
                    client.close();
                }
            }
            assertEquals(0, loaders.awaitForgotten(Duration.ofSeconds(30)), loaders::threadNames);
        }
    }

    private static Http2Client open(URI server) throws IOException {
        Http2Client client =
                Http2Client.upgraded(server, Http2Client.asking("GET", "/plain")).begin();
        assertEquals(200, client.answer(1).status());
        return client;
    }

    /** Connections, and streams, each in another state. */
    private static List<Http2Client> keepBusy(URI server) throws IOException {
        List<Http2Client> clients = new ArrayList<>();
        clients.add(Http2Client.upgraded(server, Http2Client.asking("GET", "/plain")));
        clients.add(open(server));
        Http2Client withinHead = open(server);
        byte[] head =
                Http2Frame.lastHeaders(3, FieldBlock.request("GET", "/plain").bytes()).bytes();
        clients.add(withinHead.sendBytes(Arrays.copyOf(head, head.length / 2)));
        Http2Client busy = open(server);
        busy.send(
                Http2Frame.headers(3, FieldBlock.request("POST", "/upload?who=a").bytes()),
                Http2Frame.data(3, new byte[100]),
                Http2Frame.lastHeaders(5, FieldBlock.request("GET", "/large?who=a").bytes()),
                Http2Frame.lastHeaders(7, FieldBlock.request("GET", "/large?who=a").bytes()),
                Http2Frame.reset(7, 8));
        busy.head(5);
        clients.add(busy);
        return clients;
    }

    /** Sets the application up where there is only {@code web.xml} to do so. */
    public static final class Starter implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            new BusyApplication(Map.of("shutdownTimeoutMs", "1000"))
                    .configure(event.getServletContext());
        }
    }
}
