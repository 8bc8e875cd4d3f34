package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ListenerContract;

/** The listener, in Tomcat by the Servlet API. */
class TomcatPortableListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
