package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The opening handshake, over HTTP/2 inside TLS, in Tomcat. */
@Tag("once")
class TomcatInsideH2HandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
