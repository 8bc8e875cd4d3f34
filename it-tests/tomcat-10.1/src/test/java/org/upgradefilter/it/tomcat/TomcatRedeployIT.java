package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.RedeployContract;

/** Redeployments, in Tomcat. */
class TomcatRedeployIT extends RedeployContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
