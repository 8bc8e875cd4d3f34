package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ResetContract;

/** Connections to TLS that are reset, in Jetty. */
class JettyResetIT extends ResetContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
