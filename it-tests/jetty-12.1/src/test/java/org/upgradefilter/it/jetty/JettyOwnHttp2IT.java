package org.upgradefilter.it.jetty;

import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.OwnHttp2Contract;

/** Jetty's own HTTP/2. */
class JettyOwnHttp2IT extends OwnHttp2Contract {

    @Override
    protected Container container() {
        return new JettyContainer()
                .with(new HTTP2CServerConnectionFactory(new HttpConfiguration()));
    }
}
