package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.UnaskedOfferContract;

/** What libraries offer unasked, in Jetty. */
class JettyUnaskedOfferIT extends UnaskedOfferContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
