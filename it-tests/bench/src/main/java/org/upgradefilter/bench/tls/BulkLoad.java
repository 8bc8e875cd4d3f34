package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.upgradefilter.bench.client.Work;

/** One connection that moves large contents, whole ones; what it counts is MiB. For one thread. */
final class BulkLoad implements OpenLoad {

    /** Who sends the content. */
    enum Direction {
        DOWN,
        UP
    }

    private static final int MIB = 1024 * 1024;

    private final Caller caller;
    private final Direction direction;
    private final int mebibytes;
    private final ByteBuffer room = Caller.room();
    private final ByteBuffer content = ByteBuffer.allocate(64 * 1024);

    private BulkLoad(Caller caller, Direction direction, int mebibytes) {
        this.caller = caller;
        this.direction = direction;
        this.mebibytes = mebibytes;
    }

    static BulkLoad open(Address address, Version version, Direction direction, int mebibytes)
            throws IOException {
        Engines engines = new Engines(version);
        return new BulkLoad(
                Caller.connect(address, engines, engines.fresh(), Caller.room()),
                direction,
                mebibytes);
    }

    @Override
    public Work run(Duration length) throws IOException {
        long received = caller.tls().received();
        long start = System.nanoTime();
        long moved = 0;
        do {
            move();
            moved += mebibytes;
        } while (System.nanoTime() - start < length.toNanos());
        long nanos = System.nanoTime() - start;
        return new Work(moved, nanos, moved, caller.tls().received() - received);
    }

    private void move() throws IOException {
        long bytes = (long) mebibytes * MIB;
        if (direction == Direction.DOWN) {
            send("GET /down?" + bytes + " HTTP/1.1", "Host: localhost");
        } else {
            send(
                    "POST /up HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/octet-stream",
                    "Content-Length: " + bytes);
            for (long sent = 0; sent < bytes; sent += content.capacity()) {
                caller.tls().write(content.clear());
            }
        }
        caller.await(room);
    }

    private void send(String... lines) throws IOException {
        caller.tls().write(Caller.lines(lines));
    }

    @Override
    public void close() throws IOException {
        caller.close();
    }
}
