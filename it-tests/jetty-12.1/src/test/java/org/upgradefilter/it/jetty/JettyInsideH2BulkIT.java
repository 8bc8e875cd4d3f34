package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Much at a time, over HTTP/2 inside TLS, in Jetty. */
@Tag("once")
class JettyInsideH2BulkIT extends BulkContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new JettyContainer());
    }
}
