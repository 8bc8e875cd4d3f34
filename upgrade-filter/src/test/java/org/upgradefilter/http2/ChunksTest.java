package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {

    private final Chunks chunks = new Chunks();

    private void adds(String text) {
        chunks.add(ScriptedAnswers.bytes(text));
    }

    private String reads(int most) {
        ByteBuffer dst = ByteBuffer.allocate(most);
        int count = chunks.moveTo(dst);
        assertEquals(dst.position(), count);
        return new String(dst.array(), 0, count, StandardCharsets.US_ASCII);
    }

    @Test
    void what_was_added_is_read_in_order() {
        assertTrue(chunks.isEmpty());
        adds("hello");
        adds(" world");
        assertEquals("hell", reads(4));
        adds("!");
        assertEquals("o wor", reads(5));
        assertFalse(chunks.isEmpty());
        assertEquals("ld!", reads(100));
        assertTrue(chunks.isEmpty());
        assertEquals("", reads(1));
        adds("again");
        assertEquals("again", reads(5));
        assertTrue(chunks.isEmpty());
    }

    @Test
    void what_was_dropped_is_gone() {
        adds("hello");
        adds(" world");
        reads(1);
        chunks.clear();
        assertTrue(chunks.isEmpty());
        adds("more");
        assertEquals("more", reads(100));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100, 4096})
    void pieces_cost_little_more_than_their_bytes(int bytes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int pieces = 64 * 1024 / bytes;
        ByteBuffer piece = ByteBuffer.allocate(bytes);
        // The first round loads classes.
        for (int round = 0; round < 2; round++) {
            Chunks filled = new Chunks();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < pieces; i++) {
                filled.add(piece.clear());
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            if (round == 1) {
                assertTrue(allocated < 96 * 1024, () -> "allocated " + allocated);
            }
        }
    }

    /** Two threads at once: nothing is lost, doubled, or in another order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void one_thread_adds_while_another_reads(long seed) throws Exception {
        byte[] content = new byte[4 << 20];
        new Random(seed).nextBytes(content);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<byte[]> read = other.submit(() -> readAll(content.length, new Random(seed)));
            Random random = new Random(-seed);
            int most = seed % 2 == 0 ? 100 : 20_000;
            for (int sent = 0; sent < content.length; ) {
                int count = Math.min(1 + random.nextInt(most), content.length - sent);
                chunks.add(ByteBuffer.wrap(content, sent, count));
                sent += count;
            }
            assertArrayEquals(content, read.get(60, TimeUnit.SECONDS));
        } finally {
            other.shutdownNow();
        }
        assertTrue(chunks.isEmpty());
    }

    private byte[] readAll(int bytes, Random random) {
        ByteBuffer all = ByteBuffer.allocate(bytes);
        while (all.hasRemaining() && !Thread.currentThread().isInterrupted()) {
            ByteBuffer dst =
                    all.slice(
                            all.position(), Math.min(all.remaining(), 1 + random.nextInt(20_000)));
            int moved = chunks.moveTo(dst);
            all.position(all.position() + moved);
            if (moved == 0) {
                Thread.onSpinWait();
            }
        }
        return all.array();
    }
}
