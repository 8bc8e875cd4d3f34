package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SecureContract;

/** The echo behind HTTPS, in GlassFish. */
class GlassFishSecureIT extends SecureContract {

    @Override
    protected Container container() {
        return GlassFishContainer.secure();
    }
}
