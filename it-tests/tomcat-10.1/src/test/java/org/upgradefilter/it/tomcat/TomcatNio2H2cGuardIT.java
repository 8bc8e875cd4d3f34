package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cGuardContract;

/** What nobody gets by HTTP/2, in Tomcat with NIO2. */
class TomcatNio2H2cGuardIT extends H2cGuardContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
