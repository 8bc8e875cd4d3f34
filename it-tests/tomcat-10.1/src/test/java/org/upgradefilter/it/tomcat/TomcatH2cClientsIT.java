package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cClientsContract;

/** Clients of HTTP/2, in Tomcat. */
class TomcatH2cClientsIT extends H2cClientsContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
