package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, behind HTTPS, in Tomcat. */
@Tag("matrix")
class TomcatSecureAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return TomcatContainer.secure();
    }
}
