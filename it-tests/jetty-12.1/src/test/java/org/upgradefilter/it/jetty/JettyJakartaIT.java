package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;

/** Jetty's own endpoints behind our rules. */
class JettyJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
