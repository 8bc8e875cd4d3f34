package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of one connection, as much at a time as there is room for (RFC 7692
 * §7.2.2).
 *
 * <p>Between messages it holds no zlib stream, and no text unless the context is taken over.
 * Confined to the connection's strand.
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

    /** So many blocks may say they are the last: after each the window must be set again. */
    private static final int MIN_SUSPECT_BLOCKS = 1_000;

    /** And one more for so many bytes of the message. */
    private static final int BYTES_PER_LAST_BLOCK = 64;

    private final PerMessageDeflate deflate;
    private final CompressionMemory memory;
    private final boolean takesOver;

    /** What may be referred to; of this message only, unless the context is taken over. */
    private final SlidingWindow window = new SlidingWindow();

    private boolean closed;

    /** The message under way; null between messages. */
    private @Nullable Inflater stream;

    private long compressedBytes;
    private long inflatedBytes;
    private long lastBlocks;

    /** What is being inflated; null if that has come to its end. */
    private @Nullable ByteBuffer piece;

    private MessageSink.Part part = MessageSink.Part.LAST;

    /** Claims its memory until {@link #close}. */
    MessageInflater(PerMessageDeflate deflate, CompressionMemory memory) {
        this.deflate = deflate;
        this.memory = memory;
        takesOver = deflate.client() == PerMessageDeflate.Context.TAKEN_OVER;
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
            window.prime(stream);
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
     *     its end; with 1008 if it is out of all proportion, or in too many blocks; then nothing
     *     more can be inflated
     * @throws IllegalStateException unless {@link #isInflating}
     */
    MessageSink.Part inflate(ByteBuffer dst) {
        Inflater inflater = stream;
        if (inflater == null || piece == null) {
            throw new IllegalStateException("nothing was added");
        }
        try {
            while (piece != null && dst.hasRemaining()) {
                advance(inflater, piece, dst);
            }
            if (piece != null) {
                return MessageSink.Part.MORE;
            }
            if (part == MessageSink.Part.LAST) {
                checkEnd(inflater, dst);
                release();
            }
            return part;
        } catch (DataFormatException e) {
            throw damaged();
        }
    }

    /** Inflates up to the end of the piece, of the room or of a block that says it is the last. */
    private void advance(Inflater inflater, ByteBuffer compressed, ByteBuffer dst)
            throws DataFormatException {
        int start = dst.position();
        inflater.inflate(dst);
        boolean isDrained = !inflater.finished() && inflater.needsInput() && dst.hasRemaining();
        if (isDrained) {
            piece = null;
        }
        ByteBuffer inflated = dst.duplicate().flip().position(start);
        count(inflated.remaining());
        if (takesOver || !isDrained || part == MessageSink.Part.MORE) {
            window.append(inflated);
        }
        if (inflater.finished()) {
            // §7.2.3.4: others may follow, and refer to what was before.
            countLastBlock();
            inflater.reset();
            window.prime(inflater);
            inflater.setInput(compressed);
        }
    }

    private void count(int inflated) {
        inflatedBytes += inflated;
        if (inflatedBytes > MIN_SUSPECT_BYTES && inflatedBytes / MAX_INFLATION > compressedBytes) {
            throw new WebSocketException(
                    CloseCode.POLICY_VIOLATION,
                    "message that inflates to more than " + MAX_INFLATION + " times its size");
        }
    }

    private void countLastBlock() {
        lastBlocks++;
        if (lastBlocks > MIN_SUSPECT_BLOCKS + compressedBytes / BYTES_PER_LAST_BLOCK) {
            throw new WebSocketException(
                    CloseCode.POLICY_VIOLATION, "too many last blocks that say nothing");
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
        lastBlocks = 0;
        if (!takesOver) {
            window.clear();
        }
    }

    /** Nothing more will be inflated: gives everything back. Idempotent. */
    void close() {
        release();
        window.clear();
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
