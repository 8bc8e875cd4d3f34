package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, in Tomcat. */
class TomcatOfferIT extends OfferContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
