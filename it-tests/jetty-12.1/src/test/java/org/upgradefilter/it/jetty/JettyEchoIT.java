package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, in Jetty. */
class JettyEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
