package org.upgradefilter.it.tomcat;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2SpecContract;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

/** h2spec, against Tomcat with a connector of ours. */
class TomcatH2SpecIT extends H2SpecContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNioProtocol.class, settings);
    }
}
