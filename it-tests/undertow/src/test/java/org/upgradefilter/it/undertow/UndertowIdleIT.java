package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.IdleContract;

/** Thousands of idle WebSockets, in Undertow. */
class UndertowIdleIT extends IdleContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
