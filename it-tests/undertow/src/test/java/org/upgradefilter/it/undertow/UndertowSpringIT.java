package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SpringContract;

/** Beside Spring Security, in Undertow. */
class UndertowSpringIT extends SpringContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
