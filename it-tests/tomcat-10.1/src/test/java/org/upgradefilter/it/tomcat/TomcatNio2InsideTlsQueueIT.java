package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.QueueContract;

/** Queues of messages, inside TLS, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("once")
class TomcatNio2InsideTlsQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new InsideTls(TomcatContainer.nio2());
    }
}
