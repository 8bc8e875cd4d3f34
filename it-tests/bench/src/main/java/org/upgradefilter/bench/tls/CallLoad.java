package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.upgradefilter.bench.client.Work;

/** Connections that stay open, each of which asks for little, again and again. For one thread. */
final class CallLoad implements OpenLoad {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private final Selector selector;
    private final List<Caller> callers = new ArrayList<>();
    private final ByteBuffer room = Caller.room();
    private long answered;
    private int waiting;
    private boolean asking;

    private CallLoad() throws IOException {
        selector = Selector.open();
    }

    /** Opens them, and sees that each is answered. */
    static CallLoad open(Address address, Version version, int connections) throws IOException {
        Engines engines = new Engines(version);
        CallLoad load = new CallLoad();
        try {
            for (int i = 0; i < connections; i++) {
                Caller caller = Caller.connect(address, engines, engines.fresh(), load.room);
                load.callers.add(caller);
                caller.callOnce(load.room);
                caller.tls().channel().configureBlocking(false);
                caller.tls().channel().register(load.selector, SelectionKey.OP_READ, caller);
            }
            return load;
        } catch (IOException | RuntimeException e) {
            load.close();
            throw e;
        }
    }

    @Override
    public Work run(Duration length) throws IOException {
        answered = 0;
        asking = true;
        long received = received();
        long start = System.nanoTime();
        for (Caller caller : callers) {
            ask(caller);
        }
        while (System.nanoTime() - start < length.toNanos()) {
            select();
        }
        long inTime = answered;
        long nanos = System.nanoTime() - start;
        finish();
        return new Work(inTime, nanos, answered, received() - received);
    }

    /** One request on each, to see that all of them live. */
    void callOnce() throws IOException {
        run(Duration.ZERO);
    }

    private void ask(Caller caller) throws IOException {
        caller.askForLittle();
        waiting++;
    }

    private void finish() throws IOException {
        asking = false;
        long start = System.nanoTime();
        while (waiting > 0) {
            select();
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("the server owes an answer for too long");
            }
        }
    }

    private void select() throws IOException {
        try {
            selector.select(this::proceed, POLL_MILLIS);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void proceed(SelectionKey key) {
        Caller caller = (Caller) key.attachment();
        try {
            int ended = caller.read(room);
            answered += ended;
            waiting -= ended;
            if (ended > 0 && asking) {
                ask(caller);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long received() {
        return callers.stream().mapToLong(caller -> caller.tls().received()).sum();
    }

    @Override
    public void close() throws IOException {
        for (Caller caller : callers) {
            caller.close();
        }
        selector.close();
    }
}
