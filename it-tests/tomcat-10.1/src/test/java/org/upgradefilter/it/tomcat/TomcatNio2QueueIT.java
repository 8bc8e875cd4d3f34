package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.QueueContract;

/** The send queue, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2QueueIT extends QueueContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
