package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SpringContract;

/** Beside Spring Security, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideTlsSpringIT extends SpringContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
