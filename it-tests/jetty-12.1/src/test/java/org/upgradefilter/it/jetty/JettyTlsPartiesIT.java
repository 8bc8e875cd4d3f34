package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsPartiesContract;

/** Who is who inside TLS, in Jetty. */
class JettyTlsPartiesIT extends TlsPartiesContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
