package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.SlowH2cContract;

/** Peers that are slow over HTTP/2, in Tomcat with NIO2. */
@Tag("matrix")
class TomcatNio2SlowH2cIT extends SlowH2cContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
