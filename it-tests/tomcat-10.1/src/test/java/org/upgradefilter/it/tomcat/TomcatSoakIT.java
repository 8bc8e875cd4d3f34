package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.soak.SoakContract;

/** Honest clients beside abusers, in Tomcat. */
class TomcatSoakIT extends SoakContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
