package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.JakartaContract;

/** Rules for endpoints of the container, inside TLS, in Tomcat. */
class TomcatInsideTlsJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
