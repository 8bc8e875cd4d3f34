package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Forced adapters, inside TLS, in Tomcat. */
@Tag("matrix")
class TomcatInsideTlsAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }

    @Override
    protected String containerName() {
        return "tomcat";
    }
}
