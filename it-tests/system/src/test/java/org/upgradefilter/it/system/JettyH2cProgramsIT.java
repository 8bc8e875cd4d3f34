package org.upgradefilter.it.system;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.jetty.JettyContainer;

/** Programs that speak HTTP/2, with Jetty. */
class JettyH2cProgramsIT extends H2cProgramsContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
