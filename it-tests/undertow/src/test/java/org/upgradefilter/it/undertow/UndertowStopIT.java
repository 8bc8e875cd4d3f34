package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.StopContract;

/** The end of the server, in Undertow. */
class UndertowStopIT extends StopContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
