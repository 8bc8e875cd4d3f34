package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.LoginContract;

/** Upgrades behind the security constraints of Tomcat. */
class TomcatLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
