package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.JakartaOrderContract;

/** Rules for endpoints of the container, in whatever order they come, inside TLS, in Tomcat. */
@Tag("matrix")
class TomcatInsideTlsJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
