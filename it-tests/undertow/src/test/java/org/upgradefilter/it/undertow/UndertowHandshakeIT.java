package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.HandshakeContract;

/** The opening handshake, in Undertow. */
class UndertowHandshakeIT extends HandshakeContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
