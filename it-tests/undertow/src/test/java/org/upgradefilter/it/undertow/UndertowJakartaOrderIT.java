package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.JakartaOrderContract;

/** Undertow's own endpoints behind our rules, in whatever order they come. */
class UndertowJakartaOrderIT extends JakartaOrderContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
