package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.TlsIgnoredContract;

/** Offers of TLS, in GlassFish. */
class GlassFishTlsIgnoredIT extends TlsIgnoredContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
