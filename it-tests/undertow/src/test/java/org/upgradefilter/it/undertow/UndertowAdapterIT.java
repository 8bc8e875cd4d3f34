package org.upgradefilter.it.undertow;

import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;

/** Forced adapters, in Undertow. */
class UndertowAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }

    @Override
    protected String containerName() {
        return "undertow";
    }
}
