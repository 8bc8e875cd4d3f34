package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InboundLimitContract;

/** The limit of what pauses cost, in Tomcat by the Servlet API, where each keeps a worker. */
class TomcatPortableLimitIT extends InboundLimitContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
