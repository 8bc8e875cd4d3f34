package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The sample, over HTTP/2 by h2c, in Jetty. */
@Tag("once")
class JettyInsideH2cSampleIT extends SampleContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
