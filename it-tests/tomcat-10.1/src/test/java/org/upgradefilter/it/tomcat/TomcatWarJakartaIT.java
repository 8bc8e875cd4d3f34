package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaWarContract;

/** An endpoint of Tomcat's own in a WAR. */
class TomcatWarJakartaIT extends JakartaWarContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
