package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.SlowH2cContract;

/** Peers that are slow over HTTP/2, in Tomcat. */
class TomcatSlowH2cIT extends SlowH2cContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
