package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.RedeployContract;

/** Redeployments under load, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("long")
class JettyInsideTlsRedeployIT extends RedeployContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
