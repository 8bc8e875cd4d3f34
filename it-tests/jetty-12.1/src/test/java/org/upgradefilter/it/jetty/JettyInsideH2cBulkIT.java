package org.upgradefilter.it.jetty;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Much at a time, over HTTP/2 by h2c, in Jetty. */
class JettyInsideH2cBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
