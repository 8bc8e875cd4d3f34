package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, in Tomcat. */
class TomcatEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
