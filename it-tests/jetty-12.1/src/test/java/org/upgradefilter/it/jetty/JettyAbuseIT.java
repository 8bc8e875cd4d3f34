package org.upgradefilter.it.jetty;

import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, in Jetty. */
class JettyAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
