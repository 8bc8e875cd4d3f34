package org.upgradefilter.tomcat.coyote;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.Adapter;

/**
 * What a connector's exchanges are processed by, and what waits to be used again: with its request
 * and response, each has some 50 KiB of buffers (10.1, 11). Any thread.
 */
final class Processors {

    /** As many as Tomcat keeps of its own, unless it is told otherwise (10.1, 11). */
    private static final int MAX_KEPT = 200;

    private final Adapter adapter;
    private final Queue<ExchangeActions> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    Processors(Adapter adapter) {
        this.adapter = adapter;
    }

    /** One that nobody else has. */
    ExchangeActions take() {
        ExchangeActions processor = idle.poll();
        if (processor == null) {
            return new ExchangeActions(adapter);
        }
        kept.decrementAndGet();
        return processor;
    }

    /** Takes one back that nobody will touch again, its answer being complete. */
    void give(ExchangeActions processor) {
        processor.rest();
        if (kept.incrementAndGet() > MAX_KEPT) {
            kept.decrementAndGet();
        } else {
            idle.add(processor);
        }
    }
}
