package org.upgradefilter.it.jetty;

import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterAll;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.http2.H2cFewWorkersContract;

/** HTTP/2 in a Jetty with few threads, some of which accept and select. */
class JettyH2cFewWorkersIT extends H2cFewWorkersContract {

    private final QueuedThreadPool workers = new QueuedThreadPool(WORKERS, WORKERS);

    @Override
    protected Container container() {
        LifeCycle.start(workers);
        return JettyContainer.over(workers);
    }

    @AfterAll
    void endWorkers() {
        // First of all the container, whose selectors wait in them.
        running().close();
        LifeCycle.stop(workers);
    }
}
