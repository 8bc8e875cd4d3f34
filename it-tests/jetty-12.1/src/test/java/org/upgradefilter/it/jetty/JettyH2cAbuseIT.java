package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cAbuseContract;

/** Attacks by HTTP/2, on Jetty. */
class JettyH2cAbuseIT extends H2cAbuseContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
