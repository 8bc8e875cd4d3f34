package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsPartiesContract;

/** Who is who inside TLS, in Tomcat. */
class TomcatTlsPartiesIT extends TlsPartiesContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
