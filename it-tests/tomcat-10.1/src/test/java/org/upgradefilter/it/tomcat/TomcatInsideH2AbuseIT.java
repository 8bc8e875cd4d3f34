package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.AbuseContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.InsideHttp2;

/** What breaks RFC 6455, over HTTP/2 inside TLS, in Tomcat. */
@Tag("long")
class TomcatInsideH2AbuseIT extends AbuseContract {

    @Override
    protected Container container() {
        return InsideHttp2.secure(new TomcatContainer());
    }
}
