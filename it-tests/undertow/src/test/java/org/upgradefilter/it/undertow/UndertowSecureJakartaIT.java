package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaContract;

/** Undertow's own endpoints behind our rules, with HTTPS. */
class UndertowSecureJakartaIT extends JakartaContract {

    @Override
    protected Container container() {
        return UndertowContainer.secure();
    }
}
