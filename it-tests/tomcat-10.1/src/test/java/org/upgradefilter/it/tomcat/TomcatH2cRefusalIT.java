package org.upgradefilter.it.tomcat;

import java.util.concurrent.Executor;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cRefusalContract;

/** Requests over HTTP/2 for which Tomcat has no worker. */
class TomcatH2cRefusalIT extends H2cRefusalContract {

    @Override
    protected Container container(Executor workers) {
        return TomcatContainer.over(workers);
    }
}
