package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.QueueContract;

/** The send queue, in GlassFish. */
class GlassFishQueueIT extends QueueContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
