package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.GatewayRedeployContract;

/** What an application leaves that was answering upgraded connections, in Tomcat by NIO2. */
@Tag("once")
class TomcatNio2GatewayRedeployIT extends GatewayRedeployContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
