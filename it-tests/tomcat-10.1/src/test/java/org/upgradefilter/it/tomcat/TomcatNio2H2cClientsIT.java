package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cClientsContract;

/** Clients of HTTP/2, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2H2cClientsIT extends H2cClientsContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
