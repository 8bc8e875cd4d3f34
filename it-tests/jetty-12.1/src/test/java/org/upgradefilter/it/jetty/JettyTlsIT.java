package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsContract;

/** The upgrade to TLS, in Jetty. */
class JettyTlsIT extends TlsContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
