package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;

/** The configuration by init-params, in Tomcat. */
class TomcatConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
