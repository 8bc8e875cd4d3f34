package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;

/** Jetty's own endpoints behind our rules, with HTTPS. */
class JettySecureJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return JettyContainer.secure();
    }
}
