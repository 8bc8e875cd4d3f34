package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Init-params, inside TLS, in Tomcat. */
@Tag("matrix")
class TomcatInsideTlsConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
