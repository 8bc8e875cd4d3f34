package org.upgradefilter.it.glassfish;

import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;

/** The configuration by init-params, in GlassFish. */
class GlassFishConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return new GlassFishContainer();
    }
}
