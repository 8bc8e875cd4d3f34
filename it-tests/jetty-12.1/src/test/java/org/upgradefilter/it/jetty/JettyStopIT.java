package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.StopContract;

/** The end of the server, in Jetty. */
class JettyStopIT extends StopContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
