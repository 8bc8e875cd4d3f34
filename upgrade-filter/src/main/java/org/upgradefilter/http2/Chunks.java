package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;

/**
 * Content on its way from the strand to whoever reads it. What comes in small pieces, and is not
 * read at once, is put together: a piece costs what its bytes do.
 *
 * <p>{@link #moveTo}: any thread, one at a time. Everything else is confined to the strand.
 */
final class Chunks {

    /** What comes in smaller pieces gets no buffer of the pool's. */
    private static final int MIN_POOLED_BYTES = 4 * 1024;

    /** What is put together when a small piece waits already. */
    private static final int GATHERED_BYTES = 2 * 1024;

    private final Queue<Chunk> unread = new ConcurrentLinkedQueue<>();

    /** The one that was added last; the reader may be through with it. */
    private @Nullable Chunk last;

    /** True if there is nothing to read. */
    boolean isEmpty() {
        return unread.isEmpty();
    }

    /** Takes all of {@code content}. */
    void add(ByteBuffer content) {
        Chunk behind = last;
        if (behind != null) {
            behind.append(content);
        }
        while (content.hasRemaining()) {
            Chunk chunk = newChunk(content.remaining());
            chunk.append(content);
            unread.add(chunk);
            last = chunk;
        }
    }

    private Chunk newChunk(int bytes) {
        if (bytes >= MIN_POOLED_BYTES) {
            return new Chunk(BufferPool.SHARED.take(), true);
        }
        int size = unread.isEmpty() ? bytes : Math.max(bytes, GATHERED_BYTES);
        return new Chunk(ByteBuffer.allocate(size), false);
    }

    /**
     * Moves what there is.
     *
     * @return the number of bytes
     */
    @SuppressWarnings("ReferenceEquality") // It may have been dropped meanwhile.
    int moveTo(ByteBuffer dst) {
        int start = dst.position();
        Chunk chunk = unread.peek();
        while (chunk != null && dst.hasRemaining()) {
            chunk.moveTo(dst);
            if (!chunk.close()) {
                break;
            }
            if (unread.poll() == chunk) {
                chunk.release();
            }
            chunk = unread.peek();
        }
        return dst.position() - start;
    }

    /** Drops what there is. */
    void clear() {
        // Not back to the pool: the reader may be in the midst of one.
        unread.clear();
        last = null;
    }

    /** A buffer that is filled at its end while it is read at its beginning. */
    private static final class Chunk {

        private static final int BEING_FILLED = 1 << 30;
        private static final int CLOSED = -1;

        private final ByteBuffer bytes;
        private final boolean pooled;

        /**
         * How many bytes may be read, or {@link #CLOSED}; who fills says so before touching any.
         */
        private final AtomicInteger filled = new AtomicInteger();

        /** How many were read. The reader's. */
        private int taken;

        Chunk(ByteBuffer bytes, boolean pooled) {
            this.bytes = bytes;
            this.pooled = pooled;
        }

        /** Takes as much as there is room for; nothing if it is closed. */
        void append(ByteBuffer content) {
            int before = filled.get();
            if (before == CLOSED || !filled.compareAndSet(before, before | BEING_FILLED)) {
                return;
            }
            int count = Math.min(bytes.capacity() - before, content.remaining());
            bytes.put(before, content, content.position(), count);
            content.position(content.position() + count);
            filled.set(before + count);
        }

        void moveTo(ByteBuffer dst) {
            int ready = filled.get() & ~BEING_FILLED;
            int count = Math.min(ready - taken, dst.remaining());
            dst.put(dst.position(), bytes, taken, count);
            dst.position(dst.position() + count);
            taken += count;
        }

        /** True if all was read: nothing more is put into it then. */
        boolean close() {
            return filled.compareAndSet(taken, CLOSED);
        }

        void release() {
            if (pooled) {
                BufferPool.SHARED.give(bytes);
            }
        }
    }
}
