package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.UnaskedOfferContract;

/** What libraries offer unasked, inside TLS, in Tomcat. */
@Tag("matrix")
@Tag("once")
class TomcatInsideTlsUnaskedOfferIT extends UnaskedOfferContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
