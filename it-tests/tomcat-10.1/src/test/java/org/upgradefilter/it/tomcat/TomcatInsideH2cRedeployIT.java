package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.RedeployContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** Redeployments under load, over HTTP/2 by h2c, in Tomcat. */
@Tag("matrix")
@Tag("long")
class TomcatInsideH2cRedeployIT extends RedeployContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
