package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

class CompressionMemoryTest {

    private static final PerMessageDeflate FRESH =
            new PerMessageDeflate(Context.FRESH, Window.UNLIMITED, Context.FRESH);
    private static final PerMessageDeflate TAKEN_OVER =
            new PerMessageDeflate(Context.TAKEN_OVER, Window.UNLIMITED, Context.TAKEN_OVER);

    @Test
    void three_quarters_are_for_connections() {
        CompressionMemory memory = new CompressionMemory(2 << 20);
        int connections = 0;
        while (memory.hasRoomFor(FRESH)) {
            memory.claim(FRESH);
            connections++;
        }
        assertEquals((1536 << 10) / (80 << 10), connections);
        memory.release(FRESH);
        assertTrue(memory.hasRoomFor(FRESH));
        assertFalse(memory.hasRoomFor(TAKEN_OVER), "which needs more");
        memory.release(FRESH);
        memory.release(FRESH);
        assertTrue(memory.hasRoomFor(TAKEN_OVER));
    }

    @Test
    void one_quarter_is_for_messages_that_are_being_sent() {
        CompressionMemory memory = new CompressionMemory(4 << 20);
        for (int i = 0; i < (1 << 20) / (272 << 10); i++) {
            assertTrue(memory.takeDeflater().isPresent());
        }
        assertTrue(memory.takeDeflater().isEmpty());
        assertTrue(memory.hasRoomFor(FRESH));
    }

    @Test
    void what_is_given_back_is_used_again() {
        CompressionMemory memory = new CompressionMemory(4 << 20);
        Inflater first = memory.takeInflater();
        assertNotSame(first, memory.takeInflater());
        memory.give(first);
        assertSame(first, memory.takeInflater());
    }

    @Test
    void only_so_many_are_kept() {
        CompressionMemory memory = new CompressionMemory(4 << 20);
        List<Inflater> taken = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            taken.add(memory.takeInflater());
        }
        taken.forEach(memory::give);
        // An ended stream says so by throwing.
        assertThrows(NullPointerException.class, () -> taken.get(64).getBytesRead());
        assertEquals(0, taken.get(63).getBytesRead());
    }

    /** 5,000 connections that have agreed to compression and say nothing: less than 2 KiB each. */
    @Test
    void an_idle_connection_takes_next_to_nothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CompressionMemory memory = new CompressionMemory(384 << 20);
        Object[] held = new Object[2 * 5_000];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < held.length; i += 2) {
            held[i] = new MessageInflater(TAKEN_OVER, memory);
            held[i + 1] = new MessageDeflater(TAKEN_OVER, memory);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes / 5_000 < 2_048, bytes + " bytes");
    }

    @Test
    void no_memory_is_allowed_and_less_is_not() {
        assertFalse(new CompressionMemory(0).hasRoomFor(FRESH));
        assertTrue(new CompressionMemory(0).takeDeflater().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> new CompressionMemory(-1));
    }
}
