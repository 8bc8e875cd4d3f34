package org.upgradefilter.io;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers that connections share, so that one that has nothing to do holds none. Any thread.
 *
 * <p>Keeps at most a fixed number; more may be in use.
 */
public final class BufferPool {

    private final int bufferBytes;
    private final int maxKept;
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    /**
     * Where connections take buffers from; keeps at most 8 MiB, which is two for each worker of a
     * large pool. A buffer holds 16 KiB and the header in front of it, since messages like round
     * sizes.
     */
    public static final BufferPool SHARED =
            new BufferPool(new Size(16 * 1024 + 64), Size.ofKiB(8 * 1024));

    /**
     * @param buffer the size of each buffer
     * @param most how much is kept for later, in all
     */
    public BufferPool(Size buffer, Size most) {
        bufferBytes = buffer.bytes();
        maxKept = most.bytes() / buffer.bytes();
    }

    /** An empty heap buffer, ready to be filled; the caller's until it is given back. */
    public ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        if (buffer == null) {
            return ByteBuffer.allocate(bufferBytes);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    /** Gives a buffer back that nobody will touch again. */
    public void give(ByteBuffer buffer) {
        if (kept.get() < maxKept) {
            kept.incrementAndGet();
            idle.add(buffer);
        }
    }

    /** An amount of memory. */
    public record Size(int bytes) {

        public static Size ofKiB(int kib) {
            return new Size(Math.multiplyExact(kib, 1024));
        }
    }
}
