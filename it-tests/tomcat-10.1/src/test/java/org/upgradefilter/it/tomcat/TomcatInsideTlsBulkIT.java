package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Much at a time, inside TLS, in Tomcat. */
class TomcatInsideTlsBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
