package org.upgradefilter.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/**
 * What has been received and not been looked at, and how it becomes events.
 *
 * <p>A connection that waits for input holds no buffer. Confined to the connection's strand.
 */
final class Inbound {

    private final Duplex duplex;
    private final Runnable onHeard;
    private final FrameReader reader = new FrameReader(FrameReader.Peer.CLIENT);
    private final MessageAssembler assembler;

    /** Ready to be read; null if nothing is buffered. */
    private @Nullable ByteBuffer buffer;

    /** True while the listener reads from the buffer. */
    private boolean lent;

    /** Looks for the peer's Close in what is otherwise thrown away; null while we listen. */
    private @Nullable CloseSearch search;

    private boolean ended;

    /**
     * @param onHeard run after each step in which the peer has said something
     */
    Inbound(
            Duplex duplex,
            Timer timer,
            MessageSink sink,
            WebSocketLimits limits,
            Runnable onHeard) {
        this.duplex = duplex;
        this.onHeard = onHeard;
        assembler =
                new MessageAssembler(sink, limits, new Overhead(timer, limits.maxOverheadFrames()));
    }

    /**
     * Looks at what is buffered, or receives more; makes at most one event.
     *
     * @return false if there is nothing now, or {@link #hasEnded}
     * @throws WebSocketException if the peer breaks the protocol or a limit
     * @throws IOException if the transport failed
     */
    boolean readOnce() throws IOException {
        if (buffer != null && buffer.hasRemaining()) {
            reader.read(buffer, search == null ? assembler : search);
            onHeard.run();
            return true;
        }
        return receive();
    }

    private boolean receive() throws IOException {
        if (buffer == null) {
            buffer = BufferPool.SHARED.take();
        }
        int received = duplex.read(buffer.clear());
        buffer.flip();
        if (received > 0) {
            return true;
        }
        ended = received < 0;
        release();
        return false;
    }

    /** Nothing is read for the time being: an empty buffer is given back. */
    void rest() {
        if (buffer != null && !buffer.hasRemaining() && !lent) {
            release();
        }
    }

    /** True if something is left of what was received together. */
    boolean hasBuffered() {
        return buffer != null && buffer.hasRemaining();
    }

    /** True if the next step may make an event of a message. */
    boolean isWithinData() {
        return reader.isWithinPayload() && !assembler.isControl();
    }

    /** True if the peer has finished sending. */
    boolean hasEnded() {
        return ended;
    }

    /**
     * The event just made lies in the buffer, which nobody may touch until the listener is done.
     */
    void lend() {
        lent = true;
    }

    /** The listener is done with what it was lent. */
    void takeBack() {
        lent = false;
    }

    /** The listener keeps what it was lent; so the rest moves to another buffer. */
    void leave() {
        if (lent && buffer != null) {
            buffer = buffer.hasRemaining() ? BufferPool.SHARED.take().put(buffer).flip() : null;
        }
        lent = false;
    }

    /** From now on nothing makes an event. */
    void discard() {
        leave();
        if (search == null) {
            search = new CloseSearch();
        }
    }

    boolean isDiscarding() {
        return search != null;
    }

    /** True if a Close was among what was thrown away. */
    boolean hasSeenClose() {
        return search != null && search.found;
    }

    /** Nothing more will be read. */
    void end() {
        ended = true;
        leave();
        release();
    }

    private void release() {
        if (buffer != null && !lent) {
            BufferPool.SHARED.give(buffer);
        }
        buffer = null;
    }

    /** Sees the end of a Close frame and nothing else. */
    private static final class CloseSearch implements FrameSink {

        private boolean within;
        private boolean found;

        @Override
        public void onHeader(FrameHeader header) {
            within = header.opcode() == Opcode.CLOSE;
        }

        @Override
        public void onPayload(ByteBuffer piece, Position position) {
            found |= within && position == Position.END;
        }
    }
}
