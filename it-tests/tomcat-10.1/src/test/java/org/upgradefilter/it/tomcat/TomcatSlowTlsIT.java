package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SlowTlsContract;

/** Peers that are slow within TLS, in Tomcat. */
class TomcatSlowTlsIT extends SlowTlsContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
