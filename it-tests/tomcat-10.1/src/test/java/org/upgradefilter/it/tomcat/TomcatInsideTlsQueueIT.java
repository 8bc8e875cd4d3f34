package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.QueueContract;

/** Queues of messages, inside TLS, in Tomcat. */
class TomcatInsideTlsQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
