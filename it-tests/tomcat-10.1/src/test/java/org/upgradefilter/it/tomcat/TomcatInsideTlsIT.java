package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SecureContract;

/** The echo in brief, inside TLS, in Tomcat. */
class TomcatInsideTlsIT extends SecureContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
