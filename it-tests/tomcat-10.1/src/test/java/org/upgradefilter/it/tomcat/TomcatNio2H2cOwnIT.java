package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cOwnContract;

/** Requests beside cancelled ones, in Tomcat with NIO2. */
class TomcatNio2H2cOwnIT extends H2cOwnContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
