package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, in Tomcat by the Servlet API. */
class TomcatPortableAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
