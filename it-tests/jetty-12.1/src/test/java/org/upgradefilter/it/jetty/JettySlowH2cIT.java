package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.SlowH2cContract;

/** Peers that are slow over HTTP/2, in Jetty. */
class JettySlowH2cIT extends SlowH2cContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
