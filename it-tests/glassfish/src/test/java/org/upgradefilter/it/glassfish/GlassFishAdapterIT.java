package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;

/** Forced adapters, in GlassFish. */
class GlassFishAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }

    @Override
    protected String containerName() {
        return "glassfish";
    }
}
