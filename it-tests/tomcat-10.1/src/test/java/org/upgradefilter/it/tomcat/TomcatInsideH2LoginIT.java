package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.LoginContract;
import org.upgradefilter.it.http2.InsideHttp2;

/** The container's users, over HTTP/2 inside TLS, in Tomcat. */
@Tag("once")
class TomcatInsideH2LoginIT extends LoginContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
