package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cOwnContract;

/** Requests beside cancelled ones, in Jetty. */
class JettyH2cOwnIT extends H2cOwnContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
