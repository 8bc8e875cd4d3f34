package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.StopContract;

/** The end of the server, in Tomcat. */
class TomcatStopIT extends StopContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
