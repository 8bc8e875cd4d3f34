package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.ListenerContract;

/** What listeners are promised, inside TLS, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("long")
class TomcatNio2InsideTlsListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new InsideTls(TomcatContainer.nio2());
    }
}
