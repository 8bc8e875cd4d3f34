package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SecureContract;

/** The echo in brief, inside TLS, in Jetty. */
class JettyInsideTlsIT extends SecureContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
