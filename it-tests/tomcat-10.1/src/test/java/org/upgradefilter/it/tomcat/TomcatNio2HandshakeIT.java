package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;

/** The opening handshake, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2HandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
