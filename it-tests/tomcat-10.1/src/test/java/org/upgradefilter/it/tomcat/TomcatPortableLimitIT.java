package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InboundLimitContract;

/** The limit of what is kept, in Tomcat by the Servlet API, where reading cannot pause. */
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
