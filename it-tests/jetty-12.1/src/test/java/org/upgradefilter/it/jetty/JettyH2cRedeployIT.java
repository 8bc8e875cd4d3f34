package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cRedeployContract;

/** What is left of streams, in Jetty. */
class JettyH2cRedeployIT extends H2cRedeployContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
