package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.ApacheClientContract;
import org.upgradefilter.it.Container;

/** Apache's clients, in Tomcat. */
class TomcatApacheClientIT extends ApacheClientContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
