package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.SecureContract;

/** The echo behind HTTPS, in Tomcat by the Servlet API. */
class TomcatPortableSecureIT extends SecureContract {

    @Override
    protected Container container() {
        return TomcatContainer.secure();
    }

    @Override
    protected String adapter() {
        return "servlet";
    }
}
