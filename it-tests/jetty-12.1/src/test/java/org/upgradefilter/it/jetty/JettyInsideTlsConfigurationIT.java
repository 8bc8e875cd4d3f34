package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.ConfigurationContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Init-params, inside TLS, in Jetty. */
@Tag("matrix")
class JettyInsideTlsConfigurationIT extends ConfigurationContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
