package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.soak.SoakContract;

/** Honest clients beside abusers, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("once")
class TomcatNio2SoakIT extends SoakContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
