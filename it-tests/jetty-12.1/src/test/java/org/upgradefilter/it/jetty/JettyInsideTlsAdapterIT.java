package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Forced adapters, inside TLS, in Jetty. */
@Tag("matrix")
class JettyInsideTlsAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }

    @Override
    protected String containerName() {
        return "jetty";
    }
}
