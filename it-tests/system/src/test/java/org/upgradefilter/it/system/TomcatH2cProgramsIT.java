package org.upgradefilter.it.system;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.tomcat.TomcatContainer;

/** Programs that speak HTTP/2, with Tomcat. */
class TomcatH2cProgramsIT extends H2cProgramsContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
