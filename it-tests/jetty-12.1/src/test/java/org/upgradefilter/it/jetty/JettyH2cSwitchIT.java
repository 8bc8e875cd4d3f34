package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cSwitchContract;

/** What is sent together with the request that asks, in Jetty. */
class JettyH2cSwitchIT extends H2cSwitchContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
