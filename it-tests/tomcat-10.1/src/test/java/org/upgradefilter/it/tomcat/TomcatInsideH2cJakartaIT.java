package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Rules for endpoints of the container, over HTTP/2 by h2c, in Tomcat. */
class TomcatInsideH2cJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
