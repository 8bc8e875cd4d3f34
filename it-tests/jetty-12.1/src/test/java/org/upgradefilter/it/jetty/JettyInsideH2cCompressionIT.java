package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Compressed messages, over HTTP/2 by h2c, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideH2cCompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
