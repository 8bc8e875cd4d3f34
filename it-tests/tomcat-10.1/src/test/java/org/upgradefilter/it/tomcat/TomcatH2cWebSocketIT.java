package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cWebSocketContract;

/** WebSockets over streams, in Tomcat. */
class TomcatH2cWebSocketIT extends H2cWebSocketContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
