package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;

/** The gate, in Tomcat. */
class TomcatGateIT extends GateContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
