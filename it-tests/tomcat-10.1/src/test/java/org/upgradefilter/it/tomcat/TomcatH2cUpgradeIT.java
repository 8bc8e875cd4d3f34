package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cUpgradeContract;

/** The upgrade to HTTP/2, in Tomcat. */
class TomcatH2cUpgradeIT extends H2cUpgradeContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
