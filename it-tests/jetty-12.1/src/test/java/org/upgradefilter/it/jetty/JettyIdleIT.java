package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.IdleContract;

/** Thousands of idle WebSockets, in Jetty. */
class JettyIdleIT extends IdleContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
