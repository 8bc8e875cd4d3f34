package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;

/** Tomcat's own endpoints behind our rules. */
class TomcatJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
