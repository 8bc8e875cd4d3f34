package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.ListenerContract;

/** What listeners are promised, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideTlsListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
