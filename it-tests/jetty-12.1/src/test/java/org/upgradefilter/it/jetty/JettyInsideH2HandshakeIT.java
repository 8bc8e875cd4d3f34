package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The opening handshake, over HTTP/2 inside TLS, in Jetty. */
@Tag("once")
class JettyInsideH2HandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new JettyContainer());
    }
}
