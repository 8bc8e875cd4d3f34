package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Forced adapters, over HTTP/2 by h2c, in Tomcat. */
@Tag("matrix")
class TomcatInsideH2cAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }

    @Override
    protected String containerName() {
        return "tomcat";
    }
}
