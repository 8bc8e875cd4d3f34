package org.upgradefilter.it.jetty;

import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;

/** The configuration by init-params, in Jetty. */
class JettyConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
