package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.LoginContract;

/** Upgrades behind the security constraints of Jetty. */
class JettyLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
