package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.StopContract;

/** The end of the application, inside TLS, in Jetty. */
class JettyInsideTlsStopIT extends StopContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
