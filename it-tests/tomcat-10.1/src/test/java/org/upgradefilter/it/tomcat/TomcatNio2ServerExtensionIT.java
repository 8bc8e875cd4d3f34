package org.upgradefilter.it.tomcat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ServerExtensionContract;
import org.upgradefilter.tomcat.server.UpgradingNio2Protocol;

/** A connector of ours in Tomcat, by NIO2. */
@Tag("matrix")
class TomcatNio2ServerExtensionIT extends ServerExtensionContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNio2Protocol.class, settings);
    }
}
