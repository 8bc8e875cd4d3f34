package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsIgnoredContract;

/** Offers of TLS, in Undertow. */
class UndertowTlsIgnoredIT extends TlsIgnoredContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
