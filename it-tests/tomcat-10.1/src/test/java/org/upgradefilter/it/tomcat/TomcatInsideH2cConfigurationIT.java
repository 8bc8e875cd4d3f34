package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** Init-params, over HTTP/2 by h2c, in Tomcat. */
@Tag("matrix")
class TomcatInsideH2cConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
