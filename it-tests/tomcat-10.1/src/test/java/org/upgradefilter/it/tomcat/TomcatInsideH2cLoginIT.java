package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.LoginContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The container's users, over HTTP/2 by h2c, in Tomcat. */
class TomcatInsideH2cLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return InsideHttp2.clear(new TomcatContainer());
    }
}
