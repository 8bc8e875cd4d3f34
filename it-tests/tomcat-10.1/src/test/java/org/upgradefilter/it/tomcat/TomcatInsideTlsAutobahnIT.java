package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** The Autobahn test suite, inside TLS, in Tomcat. */
class TomcatInsideTlsAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
