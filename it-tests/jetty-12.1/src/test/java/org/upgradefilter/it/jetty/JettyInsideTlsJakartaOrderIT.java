package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.JakartaOrderContract;

/** Rules for endpoints of the container, in whatever order they come, inside TLS, in Jetty. */
@Tag("matrix")
class JettyInsideTlsJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
