package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.UnaskedOfferContract;

/** What libraries offer unasked, in Tomcat. */
class TomcatUnaskedOfferIT extends UnaskedOfferContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
