package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.upgradefilter.bench.client.Work;

/**
 * New connections, a few at a time: each shakes hands, asks for little, and ends when it has been
 * answered. What the way to the handshake takes is counted as well.
 */
final class HandshakeLoad implements OpenLoad {

    /** So that the server has something to do while a client computes. */
    private static final int THREADS = 2;

    /** Whether a handshake resumes the session of an earlier one. */
    enum Kind {
        FULL,
        RESUMED
    }

    private final Address address;
    private final Kind kind;
    private final List<Engines> engines = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    HandshakeLoad(Address address, Version version, Kind kind) {
        this.address = address;
        this.kind = kind;
        for (int i = 0; i < THREADS; i++) {
            // Each of its own, or two would want to resume the same session.
            engines.add(new Engines(version));
        }
    }

    @Override
    public Work run(Duration length) throws IOException {
        long start = System.nanoTime();
        List<Callable<Tally>> tasks = new ArrayList<>();
        for (Engines each : engines) {
            tasks.add(() -> shakeHands(each, start + length.toNanos()));
        }
        long connections = 0;
        long bytes = 0;
        try {
            for (Future<Tally> done : threads.invokeAll(tasks)) {
                connections += done.get().connections();
                bytes += done.get().bytes();
            }
        } catch (ExecutionException e) {
            throw new IOException("a connection failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Work(connections, System.nanoTime() - start, connections, bytes);
    }

    private Tally shakeHands(Engines own, long end) throws IOException {
        ByteBuffer room = Caller.room();
        long fullBefore = own.fullHandshakes();
        long connections = 0;
        long bytes = 0;
        while (System.nanoTime() < end) {
            try (Caller caller = connect(own, room)) {
                caller.callOnce(room);
                caller.sayGoodbye();
                bytes += caller.tls().received();
            }
            connections++;
        }
        requireKind(own.fullHandshakes() - fullBefore, connections);
        return new Tally(connections, bytes);
    }

    private Caller connect(Engines own, ByteBuffer room) throws IOException {
        return Caller.connect(
                address, own, kind == Kind.FULL ? own.fresh() : own.resuming(address), room);
    }

    private void requireKind(long full, long all) throws IOException {
        // The first one has nothing to resume.
        if (kind == Kind.FULL ? full != all : full > 1) {
            throw new IOException(full + " of " + all + " handshakes were full ones");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Tally(long connections, long bytes) {}
}
