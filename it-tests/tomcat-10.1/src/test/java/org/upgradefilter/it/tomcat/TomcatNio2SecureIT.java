package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SecureContract;

/** The echo behind HTTPS, in Tomcat by NIO2. */
class TomcatNio2SecureIT extends SecureContract {

    @Override
    protected Container container() {
        return TomcatContainer.secureNio2();
    }
}
