package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;
import org.upgradefilter.it.InsideTls;

/** The opening handshake, inside TLS, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("once")
class TomcatNio2InsideTlsHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new InsideTls(TomcatContainer.nio2());
    }
}
