package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;

/** The gate, in Jetty. */
class JettyGateIT extends GateContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
