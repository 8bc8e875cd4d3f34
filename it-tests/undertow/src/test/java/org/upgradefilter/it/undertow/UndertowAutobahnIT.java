package org.upgradefilter.it.undertow;

import org.upgradefilter.it.AutobahnContract;
import org.upgradefilter.it.Container;

/** The Autobahn test suite, in Undertow. */
class UndertowAutobahnIT extends AutobahnContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
