package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsContract;

/** The upgrade to TLS, in Tomcat. */
class TomcatTlsIT extends TlsContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
