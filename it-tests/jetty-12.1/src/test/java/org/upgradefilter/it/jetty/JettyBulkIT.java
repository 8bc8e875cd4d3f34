package org.upgradefilter.it.jetty;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, in Jetty. */
class JettyBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
