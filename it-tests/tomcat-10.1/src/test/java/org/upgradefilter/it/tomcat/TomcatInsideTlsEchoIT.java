package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;
import org.upgradefilter.it.InsideTls;

/** The echo, inside TLS, in Tomcat. */
class TomcatInsideTlsEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
