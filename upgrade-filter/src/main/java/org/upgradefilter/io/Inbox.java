package org.upgradefilter.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What has been received and not been looked at.
 *
 * <p>A connection that waits for input holds no buffer, unless part of a line is in it. Confined to
 * the connection's strand.
 */
public final class Inbox {

    /** With less room than this behind it, what is left is moved to the front. */
    private static final int MIN_ROOM_BYTES = 4 * 1024;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final Duplex duplex;

    /** Ready to be read; {@link #NONE} if nothing is buffered. */
    private ByteBuffer buffer = NONE;

    /** True if {@link #buffer} is one of the pool's. */
    private boolean held;

    public Inbox(Duplex duplex) {
        this.duplex = duplex;
    }

    /** What is buffered, a heap buffer, to be read from. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public boolean hasBuffered() {
        return buffer.hasRemaining();
    }

    /**
     * Receives more, behind what is buffered.
     *
     * @return as {@link Duplex#read}
     * @throws IOException if the transport failed
     */
    public int receive() throws IOException {
        ByteBuffer room = room();
        int end = buffer.limit();
        int count = duplex.read(room);
        buffer.limit(end + Math.max(count, 0));
        rest();
        return count;
    }

    /** The room behind what is buffered. */
    private ByteBuffer room() {
        if (!held) {
            buffer = BufferPool.SHARED.take().flip();
            held = true;
        }
        if (!buffer.hasRemaining()) {
            buffer.clear().flip();
        } else if (buffer.capacity() - buffer.limit() < MIN_ROOM_BYTES) {
            buffer.compact().flip();
        }
        ByteBuffer room = buffer.duplicate();
        return room.position(buffer.limit()).limit(buffer.capacity());
    }

    /**
     * Receives into {@code dst} what is known to belong there; nothing may be buffered.
     *
     * @return as {@link Duplex#read}
     * @throws IOException if the transport failed
     */
    public int receive(ByteBuffer dst, long atMost) throws IOException {
        int limit = dst.limit();
        dst.limit(dst.position() + (int) Math.min(dst.remaining(), atMost));
        try {
            return duplex.read(dst);
        } finally {
            dst.limit(limit);
        }
    }

    /** Nothing is read for the time being: a buffer with nothing in it is given back. */
    public void rest() {
        if (!buffer.hasRemaining()) {
            end();
        }
    }

    /** Drops what is buffered. */
    public void drop() {
        buffer.position(buffer.limit());
    }

    /** Gives away what is buffered, with its buffer; null if there is nothing. */
    public @Nullable ByteBuffer surrender() {
        rest();
        ByteBuffer left = held ? buffer : null;
        buffer = NONE;
        held = false;
        return left;
    }

    /** Nothing more will be read. */
    public void end() {
        if (held) {
            BufferPool.SHARED.give(buffer);
            buffer = NONE;
            held = false;
        }
    }
}
