package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;

/** Tomcat's own endpoints behind our rules, with HTTPS. */
class TomcatSecureJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return TomcatContainer.secure();
    }
}
