package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.StopContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The end of the application, over HTTP/2 by h2c, in Jetty. */
class JettyInsideH2cStopIT extends StopContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
