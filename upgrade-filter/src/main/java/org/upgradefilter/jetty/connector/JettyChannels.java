package org.upgradefilter.jetty.connector;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.HttpChannel;

/** What the requests of one connection go through, and what waits to be used again. Any thread. */
final class JettyChannels {

    /** More are under way at once where many requests share the connection, and not for long. */
    private static final int MAX_KEPT = 8;

    private final ConnectionFacts facts;
    private final HttpChannel.Factory factory = new HttpChannel.DefaultFactory();
    private final Queue<Channel> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    JettyChannels(ConnectionFacts facts) {
        this.facts = facts;
    }

    /** A channel, and what it tells of the connection. */
    record Channel(HttpChannel http, RequestFacts facts) {}

    /** One that nobody else has. */
    Channel take() {
        Channel channel = idle.poll();
        if (channel == null) {
            RequestFacts own = new RequestFacts(facts);
            return new Channel(factory.newHttpChannel(own), own);
        }
        kept.decrementAndGet();
        return channel;
    }

    /** Takes one back that nobody will touch again. */
    void give(Channel channel) {
        if (kept.incrementAndGet() > MAX_KEPT) {
            kept.decrementAndGet();
        } else {
            idle.add(channel);
        }
    }
}
