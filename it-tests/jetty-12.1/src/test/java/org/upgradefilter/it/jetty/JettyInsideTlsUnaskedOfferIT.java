package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.UnaskedOfferContract;

/** What libraries offer unasked, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideTlsUnaskedOfferIT extends UnaskedOfferContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
