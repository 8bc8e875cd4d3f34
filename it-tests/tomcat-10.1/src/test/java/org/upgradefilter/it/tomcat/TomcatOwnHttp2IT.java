package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.OwnHttp2Contract;

/** Tomcat's own HTTP/2, which knows nothing of RFC 8441 (10.1, 11). */
class TomcatOwnHttp2IT extends OwnHttp2Contract {

    @Override
    protected Container container() {
        return TomcatContainer.http2();
    }

    @Override
    protected boolean knowsTunnels() {
        return false;
    }
}
