package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.IdleContract;
import org.upgradefilter.it.InsideTls;

/** Idle WebSockets, inside TLS, in Tomcat. */
@Tag("matrix")
@Tag("once")
class TomcatInsideTlsIdleIT extends IdleContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
