package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, in Undertow. */
class UndertowEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
