package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayContract;

/** Requests of upgraded connections, in Tomcat. */
class TomcatGatewayIT extends GatewayContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
