package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cWebSocketContract;

/** WebSockets over streams, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2H2cWebSocketIT extends H2cWebSocketContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
