package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleContract;

/** The sample, in Tomcat. */
class TomcatSampleIT extends SampleContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
