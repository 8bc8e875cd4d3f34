package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.UnaskedOfferContract;

/** What libraries offer unasked, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2UnaskedOfferIT extends UnaskedOfferContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
