package org.upgradefilter.it.jetty;

import java.net.URI;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleWar;

/** Much at a time of the sample, a WAR in Jetty. */
class JettyWarBulkIT extends JettyBulkIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }
}
