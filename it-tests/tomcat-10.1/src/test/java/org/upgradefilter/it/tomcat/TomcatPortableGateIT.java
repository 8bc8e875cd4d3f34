package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;

/** The gate, in Tomcat by the Servlet API. */
class TomcatPortableGateIT extends GateContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
