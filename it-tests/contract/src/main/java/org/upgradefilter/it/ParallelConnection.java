package org.upgradefilter.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** Requests that share a connection, as those of HTTP/2 do; without bytes. Any thread. */
final class ParallelConnection implements Connection {

    private final Duplex duplex;
    private final HttpHandler handler;
    private final Consumer<ParallelConnection> onOpen;
    private final AtomicInteger exchanges = new AtomicInteger();
    private final Queue<ParallelExchange> waiting = new ConcurrentLinkedQueue<>();

    ParallelConnection(Duplex duplex, HttpHandler handler, Consumer<ParallelConnection> onOpen) {
        this.duplex = duplex;
        this.handler = handler;
        this.onOpen = onOpen;
    }

    /** Brings a request, on this thread, which must not be kept. */
    ParallelExchange bring(HttpRequest request) {
        return bring(request, Long.MAX_VALUE);
    }

    /**
     * As {@link #bring(HttpRequest)}.
     *
     * @param room how much of the answer is taken, in bytes
     */
    ParallelExchange bring(HttpRequest request, long room) {
        ParallelExchange exchange = exchange(request, room);
        duplex.strand().execute(() -> exchange.begin(handler));
        return exchange;
    }

    /** Brings a request when the next byte comes, on the thread that comes with it. */
    ParallelExchange bringWithByte(HttpRequest request) {
        ParallelExchange exchange = exchange(request, Long.MAX_VALUE);
        waiting.add(exchange);
        return exchange;
    }

    private ParallelExchange exchange(HttpRequest request, long room) {
        int id = 2 * exchanges.incrementAndGet() - 1;
        return new ParallelExchange(duplex, request, id, room);
    }

    @Override
    public void onOpen() {
        onOpen.accept(this);
        onReadable();
    }

    @Override
    public void onReadable() {
        ByteBuffer one = ByteBuffer.allocate(1);
        try {
            while (duplex.read(one) > 0) {
                one.clear();
                waiting.remove().begin(handler);
            }
        } catch (IOException e) {
            // onClosed() follows.
            duplex.close();
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onOverflow() {}

    @Override
    public void onClosed(IOException cause) {}

    @Override
    public void shutdown() {
        duplex.close();
    }
}
