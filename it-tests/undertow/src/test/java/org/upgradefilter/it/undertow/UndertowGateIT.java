package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.GateContract;

/** The gate, in Undertow. */
class UndertowGateIT extends GateContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
