package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaOrderContract;

/** Tomcat's own endpoints behind our rules, in whatever order they come. */
class TomcatJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
