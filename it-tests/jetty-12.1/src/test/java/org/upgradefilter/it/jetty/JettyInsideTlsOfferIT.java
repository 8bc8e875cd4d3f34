package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.OfferContract;

/** Offers that are not taken, inside TLS, in Jetty. */
class JettyInsideTlsOfferIT extends OfferContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
