package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, in GlassFish. */
class GlassFishAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
