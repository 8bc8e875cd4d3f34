package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cRedeployContract;

/** What is left of streams, in Tomcat with NIO2. */
@Tag("matrix")
class TomcatNio2H2cRedeployIT extends H2cRedeployContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
