package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cClientsContract;

/** Clients of HTTP/2, in Jetty. */
class JettyH2cClientsIT extends H2cClientsContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
