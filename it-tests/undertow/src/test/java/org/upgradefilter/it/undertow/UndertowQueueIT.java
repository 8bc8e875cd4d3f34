package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.QueueContract;

/** The send queue, in Undertow. */
class UndertowQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
