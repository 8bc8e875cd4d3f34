package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SlowTlsContract;

/** Peers that are slow within TLS, in Jetty. */
class JettySlowTlsIT extends SlowTlsContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
