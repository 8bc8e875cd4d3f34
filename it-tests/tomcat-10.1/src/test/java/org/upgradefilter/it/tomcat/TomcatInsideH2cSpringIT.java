package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SpringContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Beside Spring Security, over HTTP/2 by h2c, in Tomcat. */
@Tag("matrix")
@Tag("once")
class TomcatInsideH2cSpringIT extends SpringContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
