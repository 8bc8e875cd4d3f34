package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.RedeployContract;

/** Redeployments under load, inside TLS, in Tomcat. */
@Tag("matrix")
@Tag("long")
class TomcatInsideTlsRedeployIT extends RedeployContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
