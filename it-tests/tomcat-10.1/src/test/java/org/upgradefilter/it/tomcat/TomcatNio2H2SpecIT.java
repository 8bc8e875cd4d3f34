package org.upgradefilter.it.tomcat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2SpecContract;
import org.upgradefilter.tomcat.server.UpgradingNio2Protocol;

/** h2spec, against Tomcat with a connector of ours by NIO2. */
@Tag("matrix")
class TomcatNio2H2SpecIT extends H2SpecContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return TomcatContainer.extended(UpgradingNio2Protocol.class, settings);
    }
}
