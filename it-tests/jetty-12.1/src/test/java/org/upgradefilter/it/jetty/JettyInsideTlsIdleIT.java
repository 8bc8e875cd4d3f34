package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.IdleContract;
import org.upgradefilter.it.InsideTls;

/** Idle WebSockets, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideTlsIdleIT extends IdleContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
