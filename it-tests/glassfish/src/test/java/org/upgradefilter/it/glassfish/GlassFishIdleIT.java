package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.IdleContract;

/** Thousands of idle WebSockets, in GlassFish. */
class GlassFishIdleIT extends IdleContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
