package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ParallelContract;

/** Requests that share a connection, in Jetty. */
class JettyParallelIT extends ParallelContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
