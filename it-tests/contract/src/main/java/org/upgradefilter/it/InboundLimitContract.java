package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Where each pause keeps a thread of the container's, so many peers that send more than is taken
 * are held up, and any other is told so and cut off; together they can neither fill the heap nor
 * disturb others.
 */
public abstract class InboundLimitContract extends ContainerContract {

    private static final int PEERS = 60;

    /** How many threads are kept at most. */
    private static final int HELD_UP = 50;

    private static final int PIECE_BYTES = 1 << 16;

    /** Far more than all buffers between the two ends hold. */
    private static final int PIECES = 1024;

    private static final long MAX_HEAP_BYTES = 64L << 20;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @Test
    void peers_that_do_not_read_are_held_up_or_told_1013() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        CompletionService<Integer> cutOff = new ExecutorCompletionService<>(pool);
        List<RawConnection> connections = new ArrayList<>();
        try {
            long heapBefore = usedHeap();
            for (int i = 0; i < PEERS; i++) {
                RawConnection connection = RawConnection.webSocket(server(), "/echo");
                connections.add(connection);
                cutOff.submit(() -> sendUntilCutOff(connection));
            }
            int told = 0;
            for (int i = HELD_UP; i < PEERS; i++) {
                Future<Integer> one = cutOff.poll(30, TimeUnit.SECONDS);
                assertNotNull(one, "a peer has neither been held up nor cut off");
                told += one.get() == 1013 ? 1 : 0;
            }
            assertTrue(told > 0, "nobody was told why");
            assertNull(cutOff.poll(1, TimeUnit.SECONDS), "too few were held up");
            long grown = usedHeap() - heapBefore;
            assertTrue(grown < MAX_HEAP_BYTES, () -> grown + " bytes of heap");
            assertServes();
        } finally {
            pool.shutdownNow();
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    /**
     * Reads only then; gives the code of the Close, or 1006 for none: that of a peer that goes on
     * sending for more than a second is destroyed by the reset.
     */
    private static int sendUntilCutOff(RawConnection connection) throws IOException {
        byte[] piece = ClientFrames.binary(new byte[PIECE_BYTES]);
        try {
            for (int i = 0; i < PIECES; i++) {
                connection.send(piece);
            }
        } catch (IOException cutOff) {
            // As it should be.
        }
        try {
            int code = connection.closeFrame().closeCode();
            connection.awaitEnd();
            return code;
        } catch (EOFException | SocketException reset) {
            return 1006;
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
