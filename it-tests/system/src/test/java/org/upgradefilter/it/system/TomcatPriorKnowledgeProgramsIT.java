package org.upgradefilter.it.system;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.tomcat.TomcatContainer;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

/** Programs that speak HTTP/2, with Tomcat and a connector of ours. */
class TomcatPriorKnowledgeProgramsIT extends PriorKnowledgeProgramsContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNioProtocol.class, settings);
    }
}
