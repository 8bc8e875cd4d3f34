package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.StopContract;

/** The end of the server, in GlassFish. */
class GlassFishStopIT extends StopContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
