package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;

/** The Autobahn test suite, in GlassFish. */
class GlassFishAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
