package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The opening handshake, over HTTP/2 by h2c, in Tomcat. */
class TomcatInsideH2cHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
