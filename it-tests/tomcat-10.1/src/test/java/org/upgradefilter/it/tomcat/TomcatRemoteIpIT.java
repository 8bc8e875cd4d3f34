package org.upgradefilter.it.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;

/** Tomcat's {@code RemoteIpValve} believes a proxy, and takes what it has written away. */
@TestInstance(Lifecycle.PER_CLASS)
class TomcatRemoteIpIT {

    /** From a client that is where the rules for h2c let it ask. */
    private static final String CLIENT = "127.0.0.2";

    private final TomcatContainer container = new TomcatContainer();
    private URI server;

    @BeforeAll
    void start() throws LifecycleException {
        container.believeProxies();
        server = container.start(new H2cApplication());
    }

    @AfterAll
    void stop() {
        container.close();
    }

    private int status(String path) throws IOException {
        RawRequest asking =
                RawRequest.line("GET " + path + " HTTP/1.1")
                        .with("Connection", "Upgrade, HTTP2-Settings")
                        .with("Upgrade", "h2c")
                        .with("HTTP2-Settings", "AAMAAABkAAQAAP__")
                        .with("X-Forwarded-For", CLIENT);
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.exchange(asking).status();
        }
    }

    @Test
    void who_comes_through_a_proxy_that_is_believed_gets_no_tunnel_through_it() throws IOException {
        assertEquals(200, status("/plain"));
    }

    @Test
    void who_comes_through_it_is_let_where_a_rule_says_so() throws IOException {
        assertEquals(101, status("/proxied/plain"));
    }
}
