package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cStopContract;

/** What streams hear at the end, in Tomcat with NIO2. */
@Tag("matrix")
class TomcatNio2H2cStopIT extends H2cStopContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
