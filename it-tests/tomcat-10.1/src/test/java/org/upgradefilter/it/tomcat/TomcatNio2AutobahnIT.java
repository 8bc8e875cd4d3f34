package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;

/** The Autobahn test suite, in Tomcat with NIO2. */
@Tag("matrix")
class TomcatNio2AutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
