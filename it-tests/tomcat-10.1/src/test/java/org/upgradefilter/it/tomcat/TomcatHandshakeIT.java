package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;

/** The opening handshake, in Tomcat. */
class TomcatHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
