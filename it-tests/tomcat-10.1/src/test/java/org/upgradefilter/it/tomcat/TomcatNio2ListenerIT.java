package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ListenerContract;

/** The listener, in Tomcat by NIO2. */
class TomcatNio2ListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
