package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, behind HTTPS, in Jetty. */
@Tag("matrix")
class JettySecureAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return JettyContainer.secure();
    }
}
