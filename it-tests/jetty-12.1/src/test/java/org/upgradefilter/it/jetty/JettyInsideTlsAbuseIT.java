package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** What breaks RFC 6455, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideTlsAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
