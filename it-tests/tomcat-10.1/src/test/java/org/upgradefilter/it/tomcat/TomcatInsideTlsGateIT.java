package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;
import org.upgradefilter.it.InsideTls;

/** Rules and refusals, inside TLS, in Tomcat. */
class TomcatInsideTlsGateIT extends GateContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
