package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ResetContract;

/** Connections to TLS that are reset, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("long")
class TomcatNio2ResetIT extends ResetContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
