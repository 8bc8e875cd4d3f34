package org.upgradefilter.it.system;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.tomcat.TomcatContainer;

class TomcatOpensslIT extends OpensslContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
