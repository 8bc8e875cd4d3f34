package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.ClientFrames;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.JakartaEcho;
import org.upgradefilter.it.Message;
import org.upgradefilter.it.PlainServlet;
import org.upgradefilter.it.RawConnection;

/**
 * HTTP/2 of the container's own: requests pass as if we were not there, and no WebSocket passes by
 * the rules.
 */
public abstract class OwnHttp2Contract extends ContainerContract {

    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int PROTOCOL_ERROR = 1;

    /** False if the container knows no CONNECT of RFC 8441, and does not say that it does. */
    protected boolean knowsTunnels() {
        return true;
    }

    @Override
    protected URI begin(Container started) throws Exception {
        started.serveJakarta(Container.Jakarta.FIRST);
        return started.start(
                context -> {
                    new H2cApplication().configure(context);
                    context.addServlet("own", new PlainServlet()).addMapping("/own");
                    context.addListener(new OwnEndpoint());
                });
    }

    /** An endpoint of the container's own, of which no rule says anything. */
    private static final class OwnEndpoint implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServerContainer jakarta =
                    (ServerContainer)
                            event.getServletContext().getAttribute(ServerContainer.class.getName());
            try {
                jakarta.addEndpoint(
                        ServerEndpointConfig.Builder.create(JakartaEcho.class, "/own").build());
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void isTheContainersOwn(Http2Answer facts) {
        assertEquals(200, facts.status());
        assertEquals("yes", facts.field("stamped"));
        assertTrue(facts.text().contains("protocol = HTTP/2.0\n"), facts.text());
        assertTrue(facts.text().contains("exchange = false\n"), facts.text());
    }

    @Test
    void requests_pass() throws IOException {
        try (Http2Client client = Http2Client.withPriorKnowledge(server()).begin()) {
            isTheContainersOwn(client.request(1, "GET", "/facts").answer(1));
            client.send(Http2Frame.headers(3, FieldBlock.request("POST", "/plain").bytes()));
            client.send(Http2Frame.lastData(3, new byte[10_000]));
            assertTrue(client.answer(3).text().startsWith("POST 10000 "));
        }
    }

    /** No filter is asked about what the connector takes. */
    @Test
    void who_asks_for_h2c_is_switched_by_the_container() throws IOException {
        try (Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/facts")).begin()) {
            isTheContainersOwn(client.answer(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/socket", "/own", "/plain"})
    void no_websocket_passes_by_the_rules(String path) throws IOException {
        try (Http2Client client = Http2Client.withPriorKnowledge(server()).begin()) {
            byte[] settings = client.next(Http2Frame.SETTINGS).payload();
            OptionalLong said = Http2Frame.setting(settings, ENABLE_CONNECT_PROTOCOL);
            assertEquals(knowsTunnels() ? 1 : 0, said.orElse(0));
            FieldBlock asking =
                    FieldBlock.request("CONNECT", path)
                            .with(":protocol", "websocket")
                            .with("sec-websocket-version", "13");
            client.send(Http2Frame.headers(1, asking.bytes()));
            if (knowsTunnels()) {
                Http2Answer refused = client.answer(1);
                assertEquals(501, refused.status());
                assertTrue(refused.text().contains("opened over HTTP/1.1 here"), refused.text());
            } else {
                Http2Frame refused = client.error(1);
                assertEquals(Http2Frame.RST_STREAM, refused.type(), refused::toString);
                assertEquals(PROTOCOL_ERROR, refused.errorCode());
            }
            isTheContainersOwn(client.request(3, "GET", "/facts").answer(3));
        }
    }

    @ParameterizedTest
    @CsvSource({"/socket, hello", "/own, jakarta: hello"})
    void over_http_1_1_they_open(String path, String echo) throws IOException {
        try (RawConnection socket = RawConnection.webSocket(server(), path)) {
            socket.send(ClientFrames.text("hello"));
            assertEquals(Message.text(echo), socket.message());
        }
    }
}
