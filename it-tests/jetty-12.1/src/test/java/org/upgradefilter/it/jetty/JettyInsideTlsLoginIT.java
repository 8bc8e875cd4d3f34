package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.LoginContract;

/** The container's users, inside TLS, in Jetty. */
class JettyInsideTlsLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
