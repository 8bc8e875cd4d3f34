package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.Http2InsideTlsContract;

/** HTTP/2 inside TLS that was asked for, in Tomcat. */
class TomcatHttp2InsideTlsIT extends Http2InsideTlsContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
