package org.upgradefilter.it.tomcat;

import java.net.URI;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleWar;

/** The echo of the sample, a WAR in Tomcat. */
class TomcatWarEchoIT extends TomcatEchoIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }
}
