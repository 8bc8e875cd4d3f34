package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.IdleContract;

/** Thousands of idle WebSockets, in Tomcat. */
class TomcatIdleIT extends IdleContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
