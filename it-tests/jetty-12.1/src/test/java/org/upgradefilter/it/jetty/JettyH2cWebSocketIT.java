package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cWebSocketContract;

/** WebSockets over streams, in Jetty. */
class JettyH2cWebSocketIT extends H2cWebSocketContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
