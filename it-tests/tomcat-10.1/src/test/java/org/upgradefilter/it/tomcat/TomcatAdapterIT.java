package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;

/** Forced adapters, in Tomcat. */
class TomcatAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String containerName() {
        return "tomcat";
    }
}
