package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ListenerContract;

/** The listener, in Jetty. */
class JettyListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
