package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Forced adapters, over HTTP/2 by h2c, in Jetty. */
@Tag("matrix")
class JettyInsideH2cAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }

    @Override
    protected String containerName() {
        return "jetty";
    }
}
