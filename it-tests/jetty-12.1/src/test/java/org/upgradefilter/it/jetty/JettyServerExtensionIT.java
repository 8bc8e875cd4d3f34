package org.upgradefilter.it.jetty;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ServerExtensionContract;

/** A connection factory of ours in Jetty's connector. */
class JettyServerExtensionIT extends ServerExtensionContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return JettyContainer.extended(settings);
    }
}
