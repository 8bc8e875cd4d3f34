package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.soak.SoakContract;

/** Honest clients beside abusers, in Undertow. */
class UndertowSoakIT extends SoakContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
