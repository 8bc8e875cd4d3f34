package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Where reading cannot pause, a peer that sends more than is taken is told so and cut off; it can
 * neither fill the heap nor disturb others.
 */
public abstract class InboundLimitContract extends ContainerContract {

    private static final int PEERS = 10;
    private static final int PIECE_BYTES = 1 << 16;

    /** Far more than all buffers between the two ends hold. */
    private static final int PIECES = 1024;

    private static final long MAX_HEAP_BYTES = 64L << 20;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @Test
    void peer_that_does_not_read_is_told_1013() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        List<RawConnection> connections = new ArrayList<>();
        try {
            long heapBefore = usedHeap();
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                RawConnection connection = RawConnection.webSocket(server(), "/echo");
                connections.add(connection);
                sent.add(pool.submit(() -> sendMuch(connection)));
            }
            for (Future<?> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
            long grown = usedHeap() - heapBefore;
            assertTrue(grown < MAX_HEAP_BYTES, () -> grown + " bytes of heap");
            for (RawConnection connection : connections) {
                assertEquals(1013, connection.closeFrame().closeCode());
                connection.awaitEnd();
            }
            assertServes();
        } finally {
            pool.shutdownNow();
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    /** Until all is sent or the server has closed. */
    private static void sendMuch(RawConnection connection) {
        byte[] piece = ClientFrames.binary(new byte[PIECE_BYTES]);
        try {
            for (int i = 0; i < PIECES; i++) {
                connection.send(piece);
            }
        } catch (IOException cutOff) {
            // As it should be.
        }
    }

    private void assertServes() throws IOException {
        try (RawConnection connection = RawConnection.webSocket(server(), "/echo")) {
            connection.send(ClientFrames.text("hello"));
            assertEquals(Message.text("hello"), connection.message());
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
