package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.StopContract;

/** The end of the application, inside TLS, in Tomcat. */
class TomcatInsideTlsStopIT extends StopContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
