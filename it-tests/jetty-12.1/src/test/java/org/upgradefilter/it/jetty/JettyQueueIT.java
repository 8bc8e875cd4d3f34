package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.QueueContract;

/** The send queue, in Jetty. */
class JettyQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
