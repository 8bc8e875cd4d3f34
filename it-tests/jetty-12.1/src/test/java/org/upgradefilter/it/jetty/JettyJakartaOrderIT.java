package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaOrderContract;

/** Jetty's own endpoints behind our rules, in whatever order they come. */
class JettyJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
