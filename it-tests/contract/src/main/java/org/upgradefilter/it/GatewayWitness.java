package org.upgradefilter.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** Hears from servlets what no client can see. Any thread. */
final class GatewayWitness {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** What servlets wait for before they go on. */
    private volatile CountDownLatch gate = new CountDownLatch(1);

    void tell(String what) {
        heard.add(what);
    }

    /** Waits until it was told. */
    void await(String what) {
        Awaitility.await().until(() -> heard.contains(what));
    }

    boolean hasHeard(String what) {
        return heard.contains(what);
    }

    /** Forgets all, and closes the gate. */
    void reset() {
        heard.clear();
        gate = new CountDownLatch(1);
    }

    void openGate() {
        gate.countDown();
    }

    void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
