package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayContract;

/** Requests of upgraded connections, in Tomcat by NIO2. */
class TomcatNio2GatewayIT extends GatewayContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
