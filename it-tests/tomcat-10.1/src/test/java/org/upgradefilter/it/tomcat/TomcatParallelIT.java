package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ParallelContract;

/** Requests that share a connection, in Tomcat. */
class TomcatParallelIT extends ParallelContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
