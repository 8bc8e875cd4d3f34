package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The echo, over HTTP/2 by h2c, in Jetty. */
class JettyInsideH2cEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
