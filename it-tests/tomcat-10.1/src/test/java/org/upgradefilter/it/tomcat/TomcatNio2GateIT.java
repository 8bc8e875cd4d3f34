package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;

/** The gate, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2GateIT extends GateContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
