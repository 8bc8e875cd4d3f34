package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Disabled;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cWebSocketContract;

/** WebSockets over streams, in Jetty. */
@Disabled("On Jetty a WebSocket opens over a stream, and then hears nothing")
class JettyH2cWebSocketIT extends H2cWebSocketContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
