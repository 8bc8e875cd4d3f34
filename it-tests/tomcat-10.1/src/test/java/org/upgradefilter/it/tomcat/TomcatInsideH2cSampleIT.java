package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The sample, over HTTP/2 by h2c, in Tomcat. */
@Tag("once")
class TomcatInsideH2cSampleIT extends SampleContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
