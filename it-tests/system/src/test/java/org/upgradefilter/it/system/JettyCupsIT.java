package org.upgradefilter.it.system;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.jetty.JettyContainer;

class JettyCupsIT extends CupsContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return JettyContainer.extended(settings);
    }
}
