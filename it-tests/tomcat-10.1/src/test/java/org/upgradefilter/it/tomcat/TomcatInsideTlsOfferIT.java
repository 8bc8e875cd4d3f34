package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, inside TLS, in Tomcat. */
class TomcatInsideTlsOfferIT extends OfferContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
