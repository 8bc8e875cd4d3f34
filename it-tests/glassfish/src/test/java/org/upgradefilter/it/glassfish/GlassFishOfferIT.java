package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, in GlassFish. */
class GlassFishOfferIT extends OfferContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
