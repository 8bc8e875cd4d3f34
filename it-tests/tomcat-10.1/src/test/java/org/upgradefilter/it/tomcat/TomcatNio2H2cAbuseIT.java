package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cAbuseContract;

/** Attacks by HTTP/2, on Tomcat with NIO2. */
class TomcatNio2H2cAbuseIT extends H2cAbuseContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
