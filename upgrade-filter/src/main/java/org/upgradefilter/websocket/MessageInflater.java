package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of one connection, as much at a time as there is room for (RFC 7692
 * §7.2.2).
 *
 * <p>Between messages it holds no zlib stream. Confined to the connection's strand.
 */
final class MessageInflater {

    /**
     * What the sender left out (§7.2.1), the rest of an empty block, and one more empty block that
     * says it is the last. Where anything else than its end is due, this is damaged or makes text.
     */
    private static final byte[] END = {0, 0, -1, -1, 1, 0, 0, -1, -1};

    /** Below this any inflation is let pass, for it is what a message may have anyway. */
    private static final long MIN_SUSPECT_BYTES = 1 << 20;

    /** Text seldom reaches 20, and DEFLATE never more than 1,032. */
    private static final int MAX_INFLATION = 200;

    private final PerMessageDeflate deflate;
    private final CompressionMemory memory;
    private final @Nullable SlidingWindow context;
    private boolean closed;

    /** The message under way; null between messages. */
    private @Nullable Inflater stream;

    private long compressedBytes;
    private long inflatedBytes;

    /** What is being inflated; null if that has come to its end. */
    private @Nullable ByteBuffer piece;

    private MessageSink.Part part = MessageSink.Part.LAST;

    /** Claims its memory until {@link #close}. */
    MessageInflater(PerMessageDeflate deflate, CompressionMemory memory) {
        this.deflate = deflate;
        this.memory = memory;
        context =
                deflate.client() == PerMessageDeflate.Context.TAKEN_OVER
                        ? new SlidingWindow()
                        : null;
        memory.claim(deflate);
    }

    /**
     * Takes the next piece of a message, which must stay as it is until {@link #isInflating} is
     * false.
     *
     * @param compressed may be empty
     * @throws IllegalStateException if there is still an earlier one
     */
    void add(ByteBuffer compressed, MessageSink.Part position) {
        if (piece != null || closed) {
            throw new IllegalStateException("the piece before is not inflated yet");
        }
        piece = compressed;
        part = position;
        compressedBytes += compressed.remaining();
        if (stream == null) {
            stream = memory.takeInflater();
            if (context != null) {
                context.prime(stream);
            }
        }
        stream.setInput(compressed);
    }

    /** True if there may be more in what was added last. */
    boolean isInflating() {
        return piece != null;
    }

    /**
     * Inflates what was added, as far as there is room.
     *
     * @param dst has room
     * @return {@link MessageSink.Part#LAST} if the message ends with what is now in {@code dst}
     * @throws WebSocketException with 1007 if this cannot be inflated, or the message ends before
     *     its last block; with 1008 if it is out of all proportion; then nothing more can be
     *     inflated
     * @throws IllegalStateException unless {@link #isInflating}
     */
    MessageSink.Part inflate(ByteBuffer dst) {
        Inflater inflater = stream;
        if (inflater == null || piece == null) {
            throw new IllegalStateException("nothing was added");
        }
        int start = dst.position();
        try {
            boolean isDrained = drain(inflater, dst, piece);
            keepInMind(dst.duplicate().flip().position(start));
            if (!isDrained) {
                return MessageSink.Part.MORE;
            }
            piece = null;
            if (part == MessageSink.Part.LAST) {
                checkEnd(inflater, dst);
                release();
            }
            return part;
        } catch (DataFormatException e) {
            throw damaged();
        }
    }

    /** False if there may be more than {@code dst} has room for. */
    private static boolean drain(Inflater inflater, ByteBuffer dst, ByteBuffer piece)
            throws DataFormatException {
        while (dst.hasRemaining()) {
            inflater.inflate(dst);
            if (inflater.finished()) {
                // §7.2.3.4: after a block that says it is the last there may be others.
                inflater.reset();
                inflater.setInput(piece);
            } else if (inflater.needsInput() && dst.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private void keepInMind(ByteBuffer inflated) {
        inflatedBytes += inflated.remaining();
        if (inflatedBytes > MIN_SUSPECT_BYTES && inflatedBytes / MAX_INFLATION > compressedBytes) {
            throw new WebSocketException(
                    CloseCode.POLICY_VIOLATION,
                    "message that inflates to more than " + MAX_INFLATION + " times its size");
        }
        if (context != null) {
            context.append(inflated);
        }
    }

    private static void checkEnd(Inflater inflater, ByteBuffer dst) throws DataFormatException {
        inflater.setInput(END);
        if (inflater.inflate(dst) > 0 || !inflater.finished() || inflater.getRemaining() > 0) {
            throw damaged();
        }
    }

    private void release() {
        if (stream != null) {
            memory.give(stream);
            stream = null;
        }
        piece = null;
        compressedBytes = 0;
        inflatedBytes = 0;
    }

    /** Nothing more will be inflated: gives everything back. Idempotent. */
    void close() {
        release();
        if (!closed) {
            closed = true;
            memory.release(deflate);
        }
    }

    private static WebSocketException damaged() {
        return new WebSocketException(
                CloseCode.INVALID_PAYLOAD, "compressed data is damaged or incomplete");
    }
}
