package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;

/** The Autobahn test suite, in Tomcat. */
class TomcatAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
