package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cStopContract;

/** What streams hear at the end, in Tomcat. */
class TomcatH2cStopIT extends H2cStopContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
