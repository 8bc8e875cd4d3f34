package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Rules and refusals, over HTTP/2 inside TLS, in Tomcat. */
@Tag("once")
class TomcatInsideH2GateIT extends GateContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
