package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.StopContract;

/** The end of the server, in Tomcat by NIO2. */
class TomcatNio2StopIT extends StopContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
