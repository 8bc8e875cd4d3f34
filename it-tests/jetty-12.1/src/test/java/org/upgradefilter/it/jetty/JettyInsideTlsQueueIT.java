package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.QueueContract;

/** Queues of messages, inside TLS, in Jetty. */
class JettyInsideTlsQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
