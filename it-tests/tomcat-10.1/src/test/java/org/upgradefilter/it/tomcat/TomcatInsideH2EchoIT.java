package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The echo, over HTTP/2 inside TLS, in Tomcat. */
@Tag("once")
class TomcatInsideH2EchoIT extends EchoContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
