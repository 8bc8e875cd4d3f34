package org.upgradefilter.it.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.RawRequest;

/** What Jetty's connector answers before any filter is asked (12.1). */
class JettyConnectorIT extends ContainerContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(context -> {});
    }

    /** When this fails, Jetty has the capability that a part of the gate's contract asks for. */
    @Test
    void upgrade_that_connection_does_not_name_is_400() throws IOException {
        assertEquals(400, answer(RawRequest.webSocket("/").without("Connection")).status());
    }

    @Test
    void options_of_the_server_are_404() throws IOException {
        assertEquals(404, answer(RawRequest.line("OPTIONS * HTTP/1.1")).status());
    }
}
