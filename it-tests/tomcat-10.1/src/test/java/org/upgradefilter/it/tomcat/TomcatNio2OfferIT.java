package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2OfferIT extends OfferContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
