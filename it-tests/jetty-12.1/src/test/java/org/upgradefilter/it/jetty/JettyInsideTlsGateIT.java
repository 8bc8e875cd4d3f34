package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;
import org.upgradefilter.it.InsideTls;

/** Rules and refusals, inside TLS, in Jetty. */
class JettyInsideTlsGateIT extends GateContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
