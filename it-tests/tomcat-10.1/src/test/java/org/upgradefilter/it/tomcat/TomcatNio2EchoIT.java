package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, in Tomcat by NIO2. */
class TomcatNio2EchoIT extends EchoContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
