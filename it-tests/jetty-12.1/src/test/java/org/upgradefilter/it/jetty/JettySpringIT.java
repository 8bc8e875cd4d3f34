package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SpringContract;

/** Beside Spring Security, in Jetty. */
class JettySpringIT extends SpringContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
