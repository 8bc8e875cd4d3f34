package org.upgradefilter.it.jetty;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** The Autobahn test suite, inside TLS, in Jetty. */
class JettyInsideTlsAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
