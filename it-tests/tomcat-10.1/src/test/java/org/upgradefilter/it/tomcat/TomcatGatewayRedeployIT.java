package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayRedeployContract;

/** What an application leaves that was answering upgraded connections, in Tomcat. */
class TomcatGatewayRedeployIT extends GatewayRedeployContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
