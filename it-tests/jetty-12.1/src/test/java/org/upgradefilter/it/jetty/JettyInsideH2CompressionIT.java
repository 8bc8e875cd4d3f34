package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Compressed messages, over HTTP/2 inside TLS, in Jetty. */
@Tag("long")
class JettyInsideH2CompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new JettyContainer());
    }
}
