package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Rules and refusals, over HTTP/2 by h2c, in Jetty. */
class JettyInsideH2cGateIT extends GateContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
