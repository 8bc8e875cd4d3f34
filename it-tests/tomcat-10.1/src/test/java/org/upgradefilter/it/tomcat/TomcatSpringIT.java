package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SpringContract;

/** Beside Spring Security, in Tomcat. */
class TomcatSpringIT extends SpringContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
