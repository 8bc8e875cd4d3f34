package org.upgradefilter.it.jetty;

import java.util.concurrent.Executor;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cRefusalContract;

/** Requests over HTTP/2 for which Jetty has no worker. */
class JettyH2cRefusalIT extends H2cRefusalContract {

    @Override
    protected Container container(Executor workers) {
        return JettyContainer.over(workers);
    }
}
