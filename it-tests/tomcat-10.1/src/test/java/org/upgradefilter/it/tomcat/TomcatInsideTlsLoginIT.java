package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.LoginContract;

/** The container's users, inside TLS, in Tomcat. */
class TomcatInsideTlsLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
