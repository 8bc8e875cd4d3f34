package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SpringContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Beside Spring Security, over HTTP/2 inside TLS, in Tomcat. */
@Tag("long")
class TomcatInsideH2SpringIT extends SpringContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
