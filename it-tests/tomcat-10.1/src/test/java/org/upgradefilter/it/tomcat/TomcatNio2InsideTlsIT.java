package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SecureContract;

/** The echo in brief, inside TLS, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("once")
class TomcatNio2InsideTlsIT extends SecureContract {

    @Override
    protected Container container() {
        return new InsideTls(TomcatContainer.nio2());
    }
}
