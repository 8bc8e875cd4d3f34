package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HostileTlsContract;

/** Peers that are upgraded to TLS and do what they should not, in Tomcat. */
class TomcatHostileTlsIT extends HostileTlsContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
