package org.upgradefilter.it.jetty;

import java.net.URI;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleWar;

/** What breaks RFC 6455 of the sample, a WAR in Jetty. */
class JettyWarAbuseIT extends JettyAbuseIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }
}
