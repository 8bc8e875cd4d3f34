package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cViolationContract;

/** Violations of HTTP/2, in Tomcat. */
class TomcatH2cViolationIT extends H2cViolationContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
