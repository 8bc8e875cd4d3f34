package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;

/** The opening handshake, in Jetty. */
class JettyHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
