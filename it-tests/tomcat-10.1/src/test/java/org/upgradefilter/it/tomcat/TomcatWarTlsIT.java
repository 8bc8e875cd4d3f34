package org.upgradefilter.it.tomcat;

import java.net.URI;
import org.upgradefilter.it.Container;

/** The upgrade to TLS, in a WAR in Tomcat. */
class TomcatWarTlsIT extends TomcatTlsIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return deploy(started);
    }
}
