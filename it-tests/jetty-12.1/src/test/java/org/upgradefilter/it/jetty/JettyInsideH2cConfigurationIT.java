package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Init-params, over HTTP/2 by h2c, in Jetty. */
@Tag("matrix")
class JettyInsideH2cConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
