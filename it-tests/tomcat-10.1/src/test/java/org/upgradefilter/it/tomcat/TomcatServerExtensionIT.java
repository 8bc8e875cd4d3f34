package org.upgradefilter.it.tomcat;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ServerExtensionContract;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

/** A connector of ours in Tomcat. */
class TomcatServerExtensionIT extends ServerExtensionContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNioProtocol.class, settings);
    }
}
