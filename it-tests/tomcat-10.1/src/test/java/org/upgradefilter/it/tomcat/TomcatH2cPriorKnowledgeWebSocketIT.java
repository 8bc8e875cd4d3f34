package org.upgradefilter.it.tomcat;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.PriorKnowledgeWebSocketContract;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

/** WebSockets over HTTP/2 by prior knowledge, against Tomcat with a connector of ours. */
class TomcatH2cPriorKnowledgeWebSocketIT extends PriorKnowledgeWebSocketContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNioProtocol.class, settings);
    }
}
