package org.upgradefilter.it.system;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.jetty.JettyContainer;

class JettyOpensslIT extends OpensslContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
