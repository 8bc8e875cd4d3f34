package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;
import org.upgradefilter.it.InsideTls;

/** The echo, inside TLS, in Jetty. */
class JettyInsideTlsEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
