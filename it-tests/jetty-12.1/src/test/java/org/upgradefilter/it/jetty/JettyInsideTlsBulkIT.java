package org.upgradefilter.it.jetty;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Much at a time, inside TLS, in Jetty. */
class JettyInsideTlsBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
