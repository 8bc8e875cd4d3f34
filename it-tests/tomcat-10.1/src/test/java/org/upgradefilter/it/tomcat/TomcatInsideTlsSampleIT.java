package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SampleContract;

/** The sample, inside TLS, in Tomcat. */
class TomcatInsideTlsSampleIT extends SampleContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
