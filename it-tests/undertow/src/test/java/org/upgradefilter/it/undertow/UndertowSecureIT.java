package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SecureContract;

/** The echo behind HTTPS, in Undertow. */
class UndertowSecureIT extends SecureContract {

    @Override
    protected Container container() {
        return UndertowContainer.secure();
    }
}
