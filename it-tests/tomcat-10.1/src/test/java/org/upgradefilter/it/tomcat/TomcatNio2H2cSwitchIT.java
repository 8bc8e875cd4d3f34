package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cSwitchContract;

/** What is sent together with the request that asks, in Tomcat with NIO2. */
class TomcatNio2H2cSwitchIT extends H2cSwitchContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
