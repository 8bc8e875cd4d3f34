package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;
import org.upgradefilter.it.InsideTls;

/** The opening handshake, inside TLS, in Tomcat. */
class TomcatInsideTlsHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
