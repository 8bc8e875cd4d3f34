package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;

/** The gate, in GlassFish. */
class GlassFishGateIT extends GateContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
