package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.JakartaContract;

/** Rules for endpoints of the container, inside TLS, in Jetty. */
class JettyInsideTlsJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
