package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cUpgradeContract;

/** The upgrade to HTTP/2, in Jetty. */
class JettyH2cUpgradeIT extends H2cUpgradeContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
