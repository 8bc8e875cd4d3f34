package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, behind HTTPS, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2SecureAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return TomcatContainer.secureNio2();
    }
}
