package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayContract;

/** Requests of upgraded connections, in Jetty. */
class JettyGatewayIT extends GatewayContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
