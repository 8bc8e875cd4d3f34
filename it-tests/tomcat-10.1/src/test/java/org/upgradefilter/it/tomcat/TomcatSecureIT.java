package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SecureContract;

/** The echo behind HTTPS, in Tomcat. */
class TomcatSecureIT extends SecureContract {

    @Override
    protected Container container() {
        return TomcatContainer.secure();
    }
}
