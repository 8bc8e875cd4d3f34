package org.upgradefilter.it.glassfish;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, behind HTTPS, in GlassFish. */
@Tag("matrix")
class GlassFishSecureAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return GlassFishContainer.secure();
    }
}
