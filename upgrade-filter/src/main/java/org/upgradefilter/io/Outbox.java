package org.upgradefilter.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent, gathered in one buffer, so that a small response leaves in one piece.
 *
 * <p>A connection without anything to send holds no buffer. Confined to the connection's strand.
 */
public final class Outbox {

    /** The content of one TLS record (RFC 8446 §5.1): one byte more would make two of it. */
    public static final int GATHERED_BYTES = 16 * 1024;

    /** Three large frames of HTTP/2, and what is small in front of them. */
    private static final int MANY_BYTES = 3 * (16 * 1024 + 9) + 1024;

    /** For those that have much to send; keeps at most 4 MiB. */
    private static final BufferPool LARGE =
            new BufferPool(new BufferPool.Size(MANY_BYTES), BufferPool.Size.ofKiB(4 * 1024));

    private final Duplex duplex;

    /** Ready to be written to; null if nothing is gathered. */
    private @Nullable ByteBuffer gathered;

    /** Whose {@link #gathered} is; null if nobody's. */
    private @Nullable BufferPool pool;

    private boolean blocked;
    private boolean unflushed;

    /** True if flushing was begun and waits for room. */
    private boolean flushing;

    public Outbox(Duplex duplex) {
        this.duplex = duplex;
    }

    /** What is gathered, with room for {@code bytes} more, whatever it takes. */
    public ByteBuffer gatheringFor(int bytes) {
        ByteBuffer buffer = gathering();
        if (buffer.remaining() >= bytes) {
            return buffer;
        }
        // Fields an application has made; so as large as it wants them.
        int most = Math.max(buffer.position() + bytes, 2 * buffer.position());
        ByteBuffer larger = ByteBuffer.allocate(most);
        larger.put(buffer.flip());
        release();
        gathered = larger;
        return larger;
    }

    /**
     * What is gathered, in a buffer that three times as much is gathered in as otherwise: for
     * content that needs frames around it, which would be calls of the system of their own.
     */
    public ByteBuffer gatheringMuch() {
        ByteBuffer before = gathered;
        if (before != null && before.capacity() >= MANY_BYTES) {
            return before;
        }
        ByteBuffer larger = LARGE.take();
        if (before != null) {
            larger.put(before.flip());
            release();
        }
        gathered = larger;
        pool = LARGE;
        return larger;
    }

    /** What is gathered; it may have no room. */
    public ByteBuffer gathering() {
        ByteBuffer buffer = gathered;
        if (buffer == null) {
            buffer = BufferPool.SHARED.take().limit(GATHERED_BYTES);
            gathered = buffer;
            pool = BufferPool.SHARED;
        }
        return buffer;
    }

    public boolean isEmpty() {
        return gathered == null || gathered.position() == 0;
    }

    /** True if the duplex has no room for what waits. */
    public boolean isWaitingForRoom() {
        return blocked || flushing;
    }

    /** The duplex has room again. */
    public void onWritable() {
        blocked = false;
    }

    /**
     * Hands what is gathered to the duplex.
     *
     * @return false if there is no room for all of it
     * @throws IOException if the transport failed
     */
    public boolean handOn() throws IOException {
        ByteBuffer buffer = gathered;
        if (buffer == null || buffer.position() == 0) {
            return true;
        }
        buffer.flip();
        try {
            writeThrough(buffer);
        } finally {
            buffer.compact();
            if (pool != LARGE && buffer.capacity() > GATHERED_BYTES) {
                buffer.limit(Math.max(GATHERED_BYTES, buffer.position()));
            }
        }
        return buffer.position() == 0;
    }

    /**
     * Hands {@code src} to the duplex without gathering it, as far as there is room.
     *
     * @throws IOException if the transport failed
     */
    public void writeThrough(ByteBuffer src) throws IOException {
        while (src.hasRemaining() && !blocked) {
            if (duplex.write(src) == 0) {
                blocked = true;
            } else {
                unflushed = true;
            }
        }
    }

    /**
     * Sends all.
     *
     * @return false if something waits for room
     * @throws IOException if the transport failed
     */
    public boolean flush() throws IOException {
        if (!handOn()) {
            return false;
        }
        release();
        if (unflushed) {
            unflushed = !duplex.flush();
        }
        flushing = unflushed;
        return !unflushed;
    }

    /** Nothing more will be sent. */
    public void end() {
        blocked = false;
        unflushed = false;
        flushing = false;
        release();
    }

    private void release() {
        if (gathered != null && pool != null) {
            pool.give(gathered);
        }
        gathered = null;
        pool = null;
    }
}
