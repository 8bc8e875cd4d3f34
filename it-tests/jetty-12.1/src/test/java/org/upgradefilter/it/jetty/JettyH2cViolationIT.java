package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cViolationContract;

/** Violations of HTTP/2, in Jetty. */
class JettyH2cViolationIT extends H2cViolationContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
