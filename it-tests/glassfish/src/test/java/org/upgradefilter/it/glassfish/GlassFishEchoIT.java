package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, in GlassFish. */
class GlassFishEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
