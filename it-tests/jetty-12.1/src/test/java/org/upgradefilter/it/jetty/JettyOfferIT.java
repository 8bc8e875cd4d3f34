package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, in Jetty. */
class JettyOfferIT extends OfferContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
