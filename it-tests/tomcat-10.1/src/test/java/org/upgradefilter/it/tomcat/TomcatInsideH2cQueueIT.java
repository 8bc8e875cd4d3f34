package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.QueueContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Queues of messages, over HTTP/2 by h2c, in Tomcat. */
@Tag("once")
class TomcatInsideH2cQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
