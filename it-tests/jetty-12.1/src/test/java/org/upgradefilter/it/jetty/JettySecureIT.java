package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SecureContract;

/** The echo behind HTTPS, in Jetty. */
class JettySecureIT extends SecureContract {

    @Override
    protected Container container() {
        return JettyContainer.secure();
    }
}
