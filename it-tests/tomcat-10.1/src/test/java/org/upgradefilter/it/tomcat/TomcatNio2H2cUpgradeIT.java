package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cUpgradeContract;

/** The upgrade to HTTP/2, in Tomcat by NIO2. */
class TomcatNio2H2cUpgradeIT extends H2cUpgradeContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
