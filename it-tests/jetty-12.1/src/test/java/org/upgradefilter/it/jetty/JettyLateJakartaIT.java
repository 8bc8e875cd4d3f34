package org.upgradefilter.it.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.JakartaEcho;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketProtocol;

/** Jetty's WebSocket filter, which puts itself first even when the application has started. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JettyLateJakartaIT {

    @Test
    void rules_come_before_endpoints_that_are_added_later() throws Exception {
        try (JettyContainer container = new JettyContainer()) {
            URI server = container.start(JettyLateJakartaIT::configure);
            container
                    .serveJakartaLate()
                    .addEndpoint(
                            ServerEndpointConfig.Builder.create(JakartaEcho.class, "/late")
                                    .build());

            RawRequest handshake = RawRequest.webSocket("/late");
            assertEquals(101, status(server, handshake));
            assertEquals(403, status(server, handshake.with("Origin", "https://evil.example")));
        }
    }

    private static void configure(ServletContext context) {
        FilterRegistration.Dynamic filter =
                context.addFilter(
                        "upgrade",
                        UpgradeFilter.builder()
                                .allow("/late", WebSocketProtocol.passingOn().build())
                                .build());
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private static int status(URI server, RawRequest request) throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.exchange(request).status();
        }
    }
}
