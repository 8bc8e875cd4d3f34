package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayRedeployContract;

/** What an application leaves that was answering upgraded connections, in Jetty. */
class JettyGatewayRedeployIT extends GatewayRedeployContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
