package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, in Tomcat. */
class TomcatAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
