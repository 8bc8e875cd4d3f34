package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, in GlassFish. */
class GlassFishBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
