package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;

/** The opening handshake, in GlassFish. */
class GlassFishHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
