package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SampleContract;

/** The sample, inside TLS, in Jetty. */
class JettyInsideTlsSampleIT extends SampleContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
