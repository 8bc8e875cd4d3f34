package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Much at a time: nothing is lost, and nothing piles up. */
public abstract class BulkContract extends ContainerContract {

    private static final long TOTAL_BYTES = 64L << 20;
    private static final long MAX_STALLED_BYTES = 32L << 20;
    private static final long MAX_HEAP_BYTES = 16L << 20;
    private static final Duration STALLED = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    /** The reader begins only when the echo has got stuck, and then reads little at a time. */
    @Test
    void slow_reader_gets_64_MiB_exactly_and_they_are_never_in_memory() throws Exception {
        assumeTrue(plainServer().getScheme().equals("http"), "the stubborn writer speaks no TLS");

        RandomFrames frames = new RandomFrames(42, TOTAL_BYTES);
        ExecutorService writing = Executors.newSingleThreadExecutor();
        try (StubbornWriter connection = StubbornWriter.open(plainServer(), "/echo")) {
            long heapBefore = usedHeap();
            ByteBuffer stuck = writeUntilStuck(connection, frames);
            assertTrue(connection.written() < MAX_STALLED_BYTES, () -> written(connection));
            long grown = usedHeap() - heapBefore;
            assertTrue(grown < MAX_HEAP_BYTES, () -> grown + " bytes of heap");

            Future<Void> written = writing.submit(() -> writeRest(connection, frames, stuck));
            EchoedBytes echoed = new EchoedBytes();
            readSlowly(connection, echoed);
            written.get(20, TimeUnit.SECONDS);
            assertEquals(frames.sum(), echoed.sum());
        } finally {
            writing.shutdownNow();
        }
    }

    private static ByteBuffer writeUntilStuck(StubbornWriter connection, RandomFrames frames)
            throws IOException {
        for (byte[] next = frames.next(); next != null; next = frames.next()) {
            ByteBuffer frame = ByteBuffer.wrap(next);
            if (!connection.write(frame, STALLED)) {
                return frame;
            }
        }
        throw new AssertionError("the server has taken everything, though nobody reads");
    }

    /** In pieces of random sizes, that frames are cut anywhere. */
    private static Void writeRest(StubbornWriter connection, RandomFrames frames, ByteBuffer begun)
            throws IOException {
        Random random = new Random(7);
        ByteBuffer frame = begun;
        while (true) {
            int end = frame.limit();
            while (frame.position() < end) {
                int piece = 1 + random.nextInt(random.nextInt(5) == 0 ? 20 : 60_000);
                frame.limit(Math.min(end, frame.position() + piece));
                if (!connection.write(frame, PATIENCE)) {
                    throw new AssertionError("the server takes no more");
                }
            }
            byte[] next = frames.next();
            if (next == null) {
                return null;
            }
            frame = ByteBuffer.wrap(next);
        }
    }

    private static void readSlowly(StubbornWriter connection, EchoedBytes echoed)
            throws IOException {
        Random random = new Random(8);
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (echoed.payloadBytes() < TOTAL_BYTES) {
            buffer.clear().limit(1 + random.nextInt(buffer.capacity()));
            if (connection.read(buffer, PATIENCE) < 0) {
                throw new AssertionError("the end came after " + echoed.payloadBytes());
            }
            echoed.add(buffer.flip());
        }
    }

    private static String written(StubbornWriter connection) {
        return connection.written() + " bytes were taken";
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void forty_connections_echo_3_MiB_each_at_a_time() throws Exception {
        int connections = 40;
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int seed = i;
                all.add(pool.submit(() -> echo(pool, seed)));
            }
            for (Future<Void> one : all) {
                one.get(40, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Void echo(ExecutorService pool, int seed) throws Exception {
        long bytes = 3 << 20;
        RandomFrames frames = new RandomFrames(seed, bytes);
        try (RawConnection connection = RawConnection.webSocket(server(), "/echo")) {
            Callable<Void> writer =
                    () -> {
                        for (byte[] f = frames.next(); f != null; f = frames.next()) {
                            connection.send(f);
                        }
                        return null;
                    };
            Future<Void> written = pool.submit(writer);
            EchoedBytes echoed = new EchoedBytes();
            byte[] piece = new byte[10_000];
            while (echoed.payloadBytes() < bytes) {
                int count = connection.read(piece);
                assertTrue(count > 0, "the end came too early");
                echoed.add(ByteBuffer.wrap(piece, 0, count));
            }
            written.get(20, TimeUnit.SECONDS);
            assertEquals(frames.sum(), echoed.sum());
        }
        return null;
    }
}
