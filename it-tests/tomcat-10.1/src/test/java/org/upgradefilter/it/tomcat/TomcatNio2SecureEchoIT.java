package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, behind HTTPS, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2SecureEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return TomcatContainer.secureNio2();
    }
}
