package org.upgradefilter.it.jetty;

import java.util.Map;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2SpecContract;

/** h2spec, against Jetty with a connection factory of ours. */
class JettyH2SpecIT extends H2SpecContract {

    @Override
    protected Container container(Map<String, String> settings) {
        return JettyContainer.extended(settings);
    }
}
