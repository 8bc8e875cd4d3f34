package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaWarContract;

/** An endpoint of Jetty's own in a WAR. */
class JettyWarJakartaIT extends JakartaWarContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
