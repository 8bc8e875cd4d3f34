package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.UnaskedOfferContract;

/** What libraries offer unasked, in Undertow. */
class UndertowUnaskedOfferIT extends UnaskedOfferContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
