package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;
import org.upgradefilter.it.InsideTls;

/** The echo, inside TLS, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("once")
class TomcatNio2InsideTlsEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new InsideTls(TomcatContainer.nio2());
    }
}
