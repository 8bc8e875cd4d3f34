package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, in Undertow. */
class UndertowOfferIT extends OfferContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
