package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Compressed messages, over HTTP/2 inside TLS, in Tomcat. */
@Tag("long")
class TomcatInsideH2CompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
