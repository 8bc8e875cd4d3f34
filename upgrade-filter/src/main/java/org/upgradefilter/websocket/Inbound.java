package org.upgradefilter.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Duplex;

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

    /** Where compressed messages are inflated to; null if none is. */
    private @Nullable ByteBuffer inflated;

    /** What the step under way, or the last one, makes its event from. */
    private Source source = Source.BUFFER;

    /** What the listener reads from. */
    private Source lent = Source.NONE;

    /** Looks for the peer's Close in what is otherwise thrown away; null while we listen. */
    private @Nullable CloseSearch search;

    private boolean ended;

    /**
     * @param onHeard run after each step in which the peer has said something
     */
    Inbound(Duplex duplex, MessageAssembler assembler, Runnable onHeard) {
        this.duplex = duplex;
        this.assembler = assembler;
        this.onHeard = onHeard;
    }

    /**
     * Looks at what is buffered, or receives more; makes at most one event.
     *
     * @return false if there is nothing now, or {@link #hasEnded}
     * @throws WebSocketException if the peer breaks the protocol or a limit
     * @throws IOException if the transport failed
     */
    boolean readOnce() throws IOException {
        if (isInflating()) {
            inflate();
            return true;
        }
        source = Source.BUFFER;
        if (buffer != null && buffer.hasRemaining()) {
            reader.read(buffer, search == null ? assembler : search);
            onHeard.run();
            return true;
        }
        return receive();
    }

    private void inflate() {
        if (inflated == null) {
            inflated = BufferPool.SHARED.take();
        }
        source = Source.INFLATED;
        assembler.inflate(inflated.clear());
    }

    private boolean isInflating() {
        return search == null && assembler.isInflating();
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

    /** Nothing is read for the time being: a buffer with nothing in it is given back. */
    void rest() {
        releaseInflated();
        // What is inflated next may lie in a buffer that has been read to its end.
        if (buffer != null && !buffer.hasRemaining() && !isInflating()) {
            release();
        }
    }

    /** True if something is left of what was received together. */
    boolean hasBuffered() {
        return (buffer != null && buffer.hasRemaining()) || isInflating();
    }

    /** True if the next step may make an event of a message. */
    boolean isWithinData() {
        return (reader.isWithinPayload() && !assembler.isControl()) || isInflating();
    }

    /** The number of the message that has begun and not ended; 0 if there is none. */
    long messageUnderWay() {
        return search == null ? assembler.messageUnderWay() : 0;
    }

    /** True if the peer has finished sending. */
    boolean hasEnded() {
        return ended;
    }

    /**
     * The event being made lies in its source, which nobody may touch until the listener is done.
     */
    void lend() {
        lent = source;
    }

    /** The listener is done with what it was lent. */
    void takeBack() {
        lent = Source.NONE;
    }

    /** The listener keeps what it was lent; so the rest moves to another buffer. */
    void leave() {
        if (lent == Source.BUFFER && buffer != null) {
            buffer = buffer.hasRemaining() ? BufferPool.SHARED.take().put(buffer).flip() : null;
        } else if (lent == Source.INFLATED) {
            inflated = null;
        }
        lent = Source.NONE;
    }

    /** From now on nothing makes an event. */
    void discard() {
        leave();
        assembler.close();
        releaseInflated();
        if (search == null) {
            // Goes on from the frame that was the last to be listened to, complete or not.
            search = new CloseSearch();
            search.within = assembler.isClose();
            search.found = search.within && !reader.isWithinPayload();
        }
    }

    boolean isDiscarding() {
        return search != null;
    }

    /** True if a Close was thrown away, or was what could not be listened to any more. */
    boolean hasSeenClose() {
        return search != null && search.found;
    }

    /** Nothing more will be read. */
    void end() {
        ended = true;
        leave();
        assembler.close();
        releaseInflated();
        release();
    }

    private void release() {
        if (buffer != null && lent != Source.BUFFER) {
            BufferPool.SHARED.give(buffer);
            buffer = null;
        }
    }

    private void releaseInflated() {
        if (inflated != null && lent != Source.INFLATED) {
            BufferPool.SHARED.give(inflated);
            inflated = null;
        }
    }

    private enum Source {
        NONE,
        BUFFER,
        INFLATED
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
