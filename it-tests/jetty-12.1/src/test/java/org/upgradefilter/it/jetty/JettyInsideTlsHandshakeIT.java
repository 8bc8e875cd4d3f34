package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;
import org.upgradefilter.it.InsideTls;

/** The opening handshake, inside TLS, in Jetty. */
class JettyInsideTlsHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
