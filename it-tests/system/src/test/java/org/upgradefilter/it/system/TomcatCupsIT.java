package org.upgradefilter.it.system;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.tomcat.TomcatContainer;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

class TomcatCupsIT extends CupsContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNioProtocol.class, settings);
    }
}
