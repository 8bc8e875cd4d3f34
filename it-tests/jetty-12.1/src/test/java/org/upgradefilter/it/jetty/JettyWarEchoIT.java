package org.upgradefilter.it.jetty;

import java.net.URI;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleWar;

/** The echo of the sample, a WAR in Jetty. */
class JettyWarEchoIT extends JettyEchoIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }
}
