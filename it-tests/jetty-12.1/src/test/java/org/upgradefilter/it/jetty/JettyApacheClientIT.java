package org.upgradefilter.it.jetty;

import org.upgradefilter.it.ApacheClientContract;
import org.upgradefilter.it.Container;

/** Apache's clients, in Jetty. */
class JettyApacheClientIT extends ApacheClientContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
