package org.upgradefilter.it.jetty;

import java.net.URI;
import org.upgradefilter.it.Container;

/** The upgrade to TLS, in a WAR in Jetty. */
class JettyWarTlsIT extends JettyTlsIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return deploy(started);
    }
}
