package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** What breaks RFC 6455, inside TLS, in Tomcat by NIO2. */
@Tag("matrix")
@Tag("once")
class TomcatNio2InsideTlsAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new InsideTls(TomcatContainer.nio2());
    }
}
