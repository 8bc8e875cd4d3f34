package org.upgradefilter.it.undertow;

import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;

/** What breaks RFC 6455, in Undertow. */
class UndertowAbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
