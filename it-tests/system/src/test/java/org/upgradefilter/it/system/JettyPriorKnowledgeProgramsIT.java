package org.upgradefilter.it.system;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.jetty.JettyContainer;

/** Programs that speak HTTP/2, with Jetty and a connection factory of ours. */
class JettyPriorKnowledgeProgramsIT extends PriorKnowledgeProgramsContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return JettyContainer.extended(settings);
    }
}
