package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.RedeployContract;

/** Redeployments, in Jetty, which hides its classes from a WAR. */
class JettyRedeployIT extends RedeployContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
