package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.RedeployContract;

/** Redeployments, in Tomcat by NIO2. */
@Tag("once")
class TomcatNio2RedeployIT extends RedeployContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
