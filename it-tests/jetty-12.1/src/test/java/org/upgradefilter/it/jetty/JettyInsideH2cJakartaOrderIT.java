package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaOrderContract;
import org.upgradefilter.it.http2.InsideHttp2;

/**
 * Rules for endpoints of the container, in whatever order they come, over HTTP/2 by h2c, in Jetty.
 */
@Tag("matrix")
class JettyInsideH2cJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
