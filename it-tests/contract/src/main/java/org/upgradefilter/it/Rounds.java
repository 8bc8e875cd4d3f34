package org.upgradefilter.it;

import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells clients when a web application has been deployed, and when there will be no more. */
final class Rounds {

    private final Phaser deployments = new Phaser(1);

    void deployed() {
        deployments.arrive();
    }

    void over() {
        deployments.forceTermination();
    }

    boolean isOver() {
        return deployments.isTerminated();
    }

    /** Waits for the next deployment; not for long, for one may have begun to answer before. */
    void awaitNext() throws InterruptedException {
        try {
            deployments.awaitAdvanceInterruptibly(
                    deployments.getPhase(), 50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // So be it.
        }
    }
}
