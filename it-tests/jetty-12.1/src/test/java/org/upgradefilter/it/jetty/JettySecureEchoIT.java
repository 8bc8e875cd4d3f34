package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, behind HTTPS, in Jetty. */
@Tag("matrix")
class JettySecureEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return JettyContainer.secure();
    }
}
