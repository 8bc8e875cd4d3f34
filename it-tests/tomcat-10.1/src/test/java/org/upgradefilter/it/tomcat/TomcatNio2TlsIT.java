package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsContract;

/** The upgrade to TLS, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2TlsIT extends TlsContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
