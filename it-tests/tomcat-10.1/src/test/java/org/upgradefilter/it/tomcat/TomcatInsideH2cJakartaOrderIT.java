package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaOrderContract;
import org.upgradefilter.it.http2.InsideHttp2;

/**
 * Rules for endpoints of the container, in whatever order they come, over HTTP/2 by h2c, in Tomcat.
 */
@Tag("matrix")
class TomcatInsideH2cJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
