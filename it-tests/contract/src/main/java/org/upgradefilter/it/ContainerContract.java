package org.upgradefilter.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** A contract whose tests share one running web application. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ContainerContract {

    private Container container;
    private URI server;
    private URI plainServer;

    /** Null unless there is TLS that only a raw connection can ask for. */
    private TlsForwarder forwarder;

    /** A new container, not started. */
    protected abstract Container container();

    /**
     * The adapter to force; by default that of the container. A constant: asked for before the
     * constructor of the subclass has run.
     */
    protected String adapter() {
        return "auto";
    }

    /** Starts the web application that the contract is about. */
    protected abstract URI begin(Container started) throws Exception;

    @BeforeAll
    void startContainer() throws Exception {
        container = container();
        server = begin(container);
        plainServer = server;
        if (InsideTls.isInside(server)) {
            forwarder = new TlsForwarder(server);
            plainServer = forwarder.address();
        }
    }

    @AfterAll
    void stopContainer() {
        if (forwarder != null) {
            forwarder.close();
        }
        container.close();
    }

    /** Where the web application is. */
    protected URI server() {
        return server;
    }

    /** Where the web application is for clients that know nothing of the upgrade to TLS. */
    protected URI plainServer() {
        return plainServer;
    }

    protected Container running() {
        return container;
    }

    protected RawConnection connect() throws IOException {
        return RawConnection.to(server);
    }

    /** One request on a connection of its own. */
    protected Response answer(RawRequest request) throws IOException {
        try (RawConnection connection = connect()) {
            return connection.exchange(request);
        }
    }

    /** For clients that know nothing of the upgrade to TLS. */
    protected URI webSocket(String path) {
        return URI.create("ws://" + plainServer.getAuthority() + path);
    }

    /** Opens a WebSocket. */
    Client open(ClientKind kind, String path) throws Exception {
        return kind.open(kind == ClientKind.RAW ? server : plainServer, path);
    }

    /** What a request looks like that comes to the web application. */
    String scheme() {
        return server.getScheme().equals("http") ? "http" : "https";
    }

    /** The status for whoever makes no offer where one is required. */
    int missingOffer() {
        return speaksHttp1() ? 426 : 403;
    }

    boolean speaksHttp1() {
        return container.capabilities().contains(Capability.SPEAKS_HTTP_1);
    }

    /** Skips the test in a container that lacks {@code needed}. */
    protected void assumeCapability(Capability needed) {
        assumeTrue(
                container.capabilities().contains(needed),
                () -> container.getClass().getSimpleName() + " lacks " + needed);
    }
}
