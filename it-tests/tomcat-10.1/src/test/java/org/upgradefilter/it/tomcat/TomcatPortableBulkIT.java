package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, in Tomcat by the Servlet API. */
class TomcatPortableBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
