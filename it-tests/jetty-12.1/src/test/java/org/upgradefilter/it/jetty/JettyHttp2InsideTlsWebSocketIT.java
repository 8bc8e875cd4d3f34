package org.upgradefilter.it.jetty;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.Http2InsideTlsWebSocketContract;

/** WebSockets over HTTP/2 inside TLS that was asked for, in Jetty. */
class JettyHttp2InsideTlsWebSocketIT extends Http2InsideTlsWebSocketContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
