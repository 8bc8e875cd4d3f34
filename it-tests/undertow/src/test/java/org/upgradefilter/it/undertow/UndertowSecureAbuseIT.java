package org.upgradefilter.it.undertow;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, behind HTTPS, in Undertow. */
@Tag("matrix")
class UndertowSecureAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return UndertowContainer.secure();
    }
}
