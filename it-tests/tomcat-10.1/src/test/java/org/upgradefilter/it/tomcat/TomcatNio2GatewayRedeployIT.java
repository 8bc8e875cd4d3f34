package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayRedeployContract;

/** What an application leaves that was answering upgraded connections, in Tomcat by NIO2. */
class TomcatNio2GatewayRedeployIT extends GatewayRedeployContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
