package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cStopContract;

/** What streams hear at the end, in Jetty. */
class JettyH2cStopIT extends H2cStopContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }

    /** Not without {@code setStopTimeout} (12.1.14). */
    @Override
    protected boolean waitsAtTheEndOfTheServer() {
        return false;
    }
}
