package org.upgradefilter.it.undertow;

import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;

/** The configuration by init-params, in Undertow. */
class UndertowConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
