package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cRedeployContract;

/** What is left of streams, in Tomcat. */
class TomcatH2cRedeployIT extends H2cRedeployContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
