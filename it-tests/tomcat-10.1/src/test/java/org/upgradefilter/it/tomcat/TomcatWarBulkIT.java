package org.upgradefilter.it.tomcat;

import java.net.URI;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleWar;

/** Much at a time of the sample, a WAR in Tomcat. */
class TomcatWarBulkIT extends TomcatBulkIT {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }
}
