package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.LoginContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The container's users, over HTTP/2 by h2c, in Jetty. */
class JettyInsideH2cLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new JettyContainer());
    }
}
