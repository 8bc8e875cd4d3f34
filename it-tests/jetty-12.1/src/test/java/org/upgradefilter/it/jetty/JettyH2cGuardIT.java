package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cGuardContract;

/** What nobody gets by HTTP/2, in Jetty. */
class JettyH2cGuardIT extends H2cGuardContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
