package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, in Tomcat by the Servlet API. */
class TomcatPortableEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
