package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.QueueContract;

/** The send queue, in Tomcat. */
class TomcatQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
