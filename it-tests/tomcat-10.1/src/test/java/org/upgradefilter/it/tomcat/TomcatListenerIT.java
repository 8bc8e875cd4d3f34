package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ListenerContract;

/** The listener, in Tomcat. */
class TomcatListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
