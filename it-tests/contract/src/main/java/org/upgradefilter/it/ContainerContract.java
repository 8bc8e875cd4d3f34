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
    }

    @AfterAll
    void stopContainer() {
        container.close();
    }

    /** Where the web application is. */
    protected URI server() {
        return server;
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

    protected URI webSocket(String path) {
        return URI.create("ws://" + server.getAuthority() + path);
    }

    /** Skips the test in a container that lacks {@code needed}. */
    protected void assumeCapability(Capability needed) {
        assumeTrue(
                container.capabilities().contains(needed),
                () -> container.getClass().getSimpleName() + " lacks " + needed);
    }
}
