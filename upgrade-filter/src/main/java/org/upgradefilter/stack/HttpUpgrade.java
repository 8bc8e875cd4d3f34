package org.upgradefilter.stack;

import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * An upgrade after which HTTP goes on, into the same application.
 *
 * <p>The rules of a filter lead it back {@linkplain #through through} their container; where that
 * has no way back, every offer is declined.
 */
public sealed interface HttpUpgrade extends UpgradeProtocol permits TlsUpgrade, H2cUpgrade {

    @Override
    default boolean carriesHttp() {
        return true;
    }

    /** Leads what is asked after the switch back into an application. */
    HttpUpgrade through(Gateway gateway);

    /** Whether requests that look proxied may ask. */
    enum Proxied {
        YES,
        NO
    }
}
