package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ParallelContract;

/** Requests that share a connection, in Tomcat by NIO2. */
class TomcatNio2ParallelIT extends ParallelContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
