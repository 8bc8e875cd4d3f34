package org.upgradefilter.it.undertow;

import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, in Undertow. */
class UndertowBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
