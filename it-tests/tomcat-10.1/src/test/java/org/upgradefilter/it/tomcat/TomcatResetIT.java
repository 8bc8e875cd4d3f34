package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.ResetContract;

/** Connections to TLS that are reset, in Tomcat. */
class TomcatResetIT extends ResetContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
