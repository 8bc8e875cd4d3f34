package org.upgradefilter.it.jetty;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.PriorKnowledgeWebSocketContract;

/** WebSockets over HTTP/2 by prior knowledge, against Jetty with a connection factory of ours. */
class JettyH2cPriorKnowledgeWebSocketIT extends PriorKnowledgeWebSocketContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return JettyContainer.extended(settings);
    }
}
