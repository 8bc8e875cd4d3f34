package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, in Tomcat. */
class TomcatBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
