package org.upgradefilter.it.jetty;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;

/** The Autobahn test suite, in Jetty. */
class JettyAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
