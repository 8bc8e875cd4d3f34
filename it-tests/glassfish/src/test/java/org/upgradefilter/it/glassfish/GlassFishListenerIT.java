package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ListenerContract;

/** The listener, in GlassFish. */
class GlassFishListenerIT extends ListenerContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
