package org.upgradefilter.it.tomcat;

import java.net.URI;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleWar;

/** What breaks RFC 6455 of the sample, a WAR in Tomcat. */
class TomcatWarAbuseIT extends TomcatAbuseIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }
}
