package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cAbuseContract;

/** Attacks by HTTP/2, on Tomcat. */
class TomcatH2cAbuseIT extends H2cAbuseContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
