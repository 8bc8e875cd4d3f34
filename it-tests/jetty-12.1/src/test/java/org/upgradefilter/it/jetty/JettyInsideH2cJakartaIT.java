package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Rules for endpoints of the container, over HTTP/2 by h2c, in Jetty. */
class JettyInsideH2cJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
