package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ListenerContract;

/** The listener, in Undertow. */
class UndertowListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
