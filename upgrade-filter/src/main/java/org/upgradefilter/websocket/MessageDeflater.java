package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflates the messages of one connection into frames, as much at a time as there is room for (RFC
 * 7692 §7.2.1). A message becomes as many fragments as it takes, so that none of it need be kept.
 *
 * <p>Between messages it holds no zlib stream. Confined to the connection's strand.
 */
final class MessageDeflater {

    /** The least room for a frame to be written. */
    static final int MIN_ROOM_BYTES = 1024;

    /** How much text one frame takes up at most, for it takes time. */
    static final int MAX_TEXT_BYTES = 1 << 16;

    /** Shorter messages save less than a tenth or so, and a stream must be set up for each. */
    private static final int MIN_FRESH_BYTES = 128;

    /** Where there are earlier messages to refer to, short ones save most. */
    private static final int MIN_TAKEN_OVER_BYTES = 16;

    /** How much of its context a message may refer to at least: a few short ones. */
    private static final int MIN_CONTEXT_BYTES = 4 << 10;

    /** How the output ends after a flush; the end of a message goes without (§7.2.1). */
    private static final int TAIL_BYTES = 4;

    private final CompressionMemory memory;
    private final PerMessageDeflate.Window window;
    private final @Nullable SlidingWindow context;

    /** The message under way; null between messages. */
    private @Nullable Deflater stream;

    /** Of the next frame: that of the message for the first, then {@code CONTINUATION}. */
    private Opcode opcode = Opcode.CONTINUATION;

    /** True from the end of some text until all that it became is in a frame. */
    private boolean flushing;

    /** The last bytes of the output, for they may be the tail. */
    private final ByteBuffer withheld = ByteBuffer.allocate(TAIL_BYTES);

    MessageDeflater(PerMessageDeflate deflate, CompressionMemory memory) {
        this.memory = memory;
        window = deflate.window();
        context =
                deflate.server() == PerMessageDeflate.Context.TAKEN_OVER
                        ? new SlidingWindow()
                        : null;
    }

    /**
     * True if the frame is to be written by {@link #writeFrame}. Decided anew for each message,
     * with its first fragment.
     */
    boolean takes(Outgoing frame) {
        if (frame.opcode().isControl()) {
            return false;
        }
        if (stream != null || frame.opcode() == Opcode.CONTINUATION) {
            return stream != null;
        }
        if (frame.part() == MessageSink.Part.LAST && frame.payload().remaining() < minBytes()) {
            return false;
        }
        stream = memory.takeDeflater().orElse(null);
        if (stream == null) {
            return false;
        }
        if (context != null) {
            context.prime(stream, contextBytes(frame));
        }
        opcode = frame.opcode();
        return true;
    }

    private int minBytes() {
        return context == null ? MIN_FRESH_BYTES : MIN_TAKEN_OVER_BYTES;
    }

    /**
     * As much as can be worth the time, about 1 us for each KiB: where messages are much the same,
     * the one before from its beginning.
     */
    private static int contextBytes(Outgoing frame) {
        if (frame.part() == MessageSink.Part.MORE) {
            return SlidingWindow.MAX_BYTES;
        }
        int bytes = Math.min(frame.payload().remaining(), SlidingWindow.MAX_BYTES);
        return Math.max(MIN_CONTEXT_BYTES, 2 * bytes);
    }

    /**
     * Deflates some of {@code frame}, whose payload's position advances, and writes one frame of
     * it, or none if it comes to nothing.
     *
     * @param dst has room for {@link #MIN_ROOM_BYTES}
     * @return true if nothing is left of {@code frame}
     */
    boolean writeFrame(Outgoing frame, ByteBuffer dst) {
        Deflater deflater = stream;
        if (deflater == null) {
            throw new IllegalStateException("no message is being deflated");
        }
        int start = dst.position();
        int payloadStart = start + FrameWriter.headerBytes(dst.remaining());
        dst.position(payloadStart).put(withheld.flip());
        boolean isDone = deflate(deflater, frame.payload(), dst);
        withhold(dst, payloadStart);
        boolean isLast = isDone && frame.part() == MessageSink.Part.LAST;
        ByteBuffer payload = dst.slice(payloadStart, dst.position() - payloadStart);
        dst.position(start);
        if (payload.hasRemaining() || isLast) {
            putFrame(dst, isLast ? MessageSink.Part.LAST : MessageSink.Part.MORE, payload);
        }
        if (isLast) {
            release();
        }
        return isDone;
    }

    private void putFrame(ByteBuffer dst, MessageSink.Part part, ByteBuffer payload) {
        // §7.2.3.1: RSV1 is for the first fragment alone
        FrameWriter.Coding coding =
                opcode == Opcode.CONTINUATION
                        ? FrameWriter.Coding.PLAIN
                        : FrameWriter.Coding.DEFLATED;
        FrameWriter.writeHeader(dst, opcode, part, coding, payload.remaining());
        dst.put(payload);
        opcode = Opcode.CONTINUATION;
    }

    /** Cuts the last bytes off what was written since {@code start}. */
    private void withhold(ByteBuffer dst, int start) {
        int end = dst.position();
        int cut = Math.max(start, end - TAIL_BYTES);
        withheld.clear().put(dst.slice(cut, end - cut));
        dst.position(cut);
    }

    /** True if nothing of {@code text} is left, here or in the stream. */
    private boolean deflate(Deflater deflater, ByteBuffer text, ByteBuffer dst) {
        int before = text.remaining();
        boolean isDone = false;
        while (!isDone
                && dst.remaining() > TAIL_BYTES
                && before - text.remaining() < MAX_TEXT_BYTES) {
            isDone = step(deflater, text, dst);
        }
        return isDone;
    }

    private boolean step(Deflater deflater, ByteBuffer text, ByteBuffer dst) {
        if (!flushing) {
            if (deflater.needsInput() && text.hasRemaining()) {
                feed(deflater, text);
            }
            if (!deflater.needsInput()) {
                deflater.deflate(dst, Deflater.NO_FLUSH);
            }
            if (!deflater.needsInput()) {
                return false;
            }
            flushing = !text.hasRemaining() || window.isLimited();
        }
        // §7.1.2.1: no reference goes beyond a full flush, however large the deflater's window is
        int flush = window.isLimited() ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH;
        int room = dst.remaining();
        if (flushing && room > 0 && deflater.deflate(dst, flush) < room) {
            flushing = false;
            return !text.hasRemaining();
        }
        return false;
    }

    private void feed(Deflater deflater, ByteBuffer text) {
        int length =
                Math.min(text.remaining(), window.isLimited() ? window.bytes() : MAX_TEXT_BYTES);
        ByteBuffer next = text.slice(text.position(), length);
        text.position(text.position() + length);
        if (context != null) {
            context.append(next);
        }
        deflater.setInput(next);
    }

    /** Gives up the message that is under way, if there is one. Idempotent. */
    void release() {
        if (stream != null) {
            memory.give(stream);
            stream = null;
        }
        withheld.clear();
        flushing = false;
    }
}
