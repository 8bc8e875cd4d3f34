package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;

/** The Autobahn test suite, in Tomcat by the Servlet API. */
class TomcatPortableAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
