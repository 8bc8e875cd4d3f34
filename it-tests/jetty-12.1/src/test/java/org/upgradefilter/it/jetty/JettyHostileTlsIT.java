package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HostileTlsContract;

/** Peers that are upgraded to TLS and do what they should not, in Jetty. */
class JettyHostileTlsIT extends HostileTlsContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
