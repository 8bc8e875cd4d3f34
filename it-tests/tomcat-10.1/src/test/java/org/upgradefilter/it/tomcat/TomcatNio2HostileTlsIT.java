package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.HostileTlsContract;

/** Peers that are upgraded to TLS and do what they should not, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2HostileTlsIT extends HostileTlsContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
