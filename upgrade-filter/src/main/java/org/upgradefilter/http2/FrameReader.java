package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames (RFC 9113 §4, §6): their layout, and which frame may follow which. What a frame
 * means for its stream is the sink's.
 *
 * <p>The content of DATA is passed on as it comes; of every other frame, all at once. Confined to
 * the connection's strand.
 */
final class FrameReader {

    private static final int ID_MASK = 0x7FFF_FFFF;
    private static final int PRIORITY_BYTES = 5;
    private static final int PING_BYTES = 8;
    private static final int SETTING_BYTES = 6;

    /** Room for a few SETTINGS of each kind, known or not. */
    private static final int MAX_SETTINGS = 100;

    private final FrameSink sink;
    private final int maxBlockBytes;

    /** True until the first frame has come, which must be SETTINGS (§3.4). */
    private boolean first = true;

    // The DATA frame whose content is being passed on; 0 if there is none.
    private int dataStream;
    private int contentLeft;
    private int paddingLeft;
    private boolean dataIsLast;

    // The HEADERS frame whose block is not complete; 0 if there is none.
    private int headersStream;
    private boolean headersAreLast;
    private boolean headersDependOnThemselves;
    private @Nullable ByteBuffer block;

    /**
     * @param maxBlockBytes how long a compressed head may be
     */
    FrameReader(FrameSink sink, int maxBlockBytes) {
        this.sink = sink;
        this.maxBlockBytes = maxBlockBytes;
    }

    /** True if a head is awaited that has begun, or {@code rest} is part of a frame. */
    boolean isWithinFrame(ByteBuffer rest) {
        return isWithinHead() || (dataStream == 0 && rest.hasRemaining());
    }

    /** True if a head is awaited that has begun. */
    boolean isWithinHead() {
        return headersStream != 0;
    }

    /** Gives back what an incomplete head holds. */
    void end() {
        block = null;
    }

    /**
     * Consumes one frame, or what there is of the content of one.
     *
     * @param src a heap buffer; an incomplete frame is left there
     * @return false if more must come first
     * @throws Http2Exception if the frame ends the connection
     */
    boolean read(ByteBuffer src) {
        if (dataStream != 0) {
            return readData(src);
        }
        if (src.remaining() < Frames.HEADER_BYTES) {
            return false;
        }
        int start = src.position();
        int length = (src.getShort(start) & 0xFFFF) << 8 | (src.get(start + 2) & 0xFF);
        int type = src.get(start + 3) & 0xFF;
        int flags = src.get(start + 4) & 0xFF;
        int stream = src.getInt(start + 5) & ID_MASK;
        requireExpected(type, flags, stream);
        if (length > Frames.MAX_PAYLOAD_BYTES) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a frame is too large");
        }
        if (type == Frames.DATA) {
            return beginData(src, length, flags, stream);
        }
        if (src.remaining() < Frames.HEADER_BYTES + length) {
            return false;
        }
        int limit = src.limit();
        int end = start + Frames.HEADER_BYTES + length;
        src.position(start + Frames.HEADER_BYTES).limit(end);
        try {
            dispatch(type, flags, stream, src);
        } finally {
            src.limit(limit).position(end);
        }
        return true;
    }

    private void requireExpected(int type, int flags, int stream) {
        if (first && (type != Frames.SETTINGS || (flags & Frames.ACK) != 0)) {
            throw Http2Exception.protocolError("the first frame is not SETTINGS");
        }
        first = false;
        if (headersStream != 0 && (type != Frames.CONTINUATION || stream != headersStream)) {
            throw Http2Exception.protocolError("a head is interrupted");
        }
        switch (type) {
            case Frames.DATA, Frames.HEADERS, Frames.PRIORITY, Frames.RST_STREAM -> {
                if (stream == 0) {
                    throw Http2Exception.protocolError("a frame without a stream");
                }
            }
            case Frames.SETTINGS, Frames.PING, Frames.GOAWAY -> {
                if (stream != 0) {
                    throw Http2Exception.protocolError("a frame of the connection on a stream");
                }
            }
            case Frames.CONTINUATION -> {
                if (headersStream == 0) {
                    throw Http2Exception.protocolError("nothing is to be continued");
                }
            }
            case Frames.PUSH_PROMISE -> throw Http2Exception.protocolError("a client has pushed");
            default -> {
                // WINDOW_UPDATE is for both; what is not known is ignored (§4.1).
            }
        }
    }

    private boolean beginData(ByteBuffer src, int length, int flags, int stream) {
        boolean padded = (flags & Frames.PADDED) != 0;
        if (padded && length == 0) {
            throw new Http2Exception(
                    ErrorCode.FRAME_SIZE_ERROR, "no room for the padding's length");
        }
        if (padded && src.remaining() == Frames.HEADER_BYTES) {
            return false;
        }
        int start = src.position() + Frames.HEADER_BYTES;
        int padding = padded ? src.get(start) & 0xFF : 0;
        int content = length - (padded ? 1 : 0) - padding;
        if (content < 0) {
            throw Http2Exception.protocolError("more padding than payload");
        }
        src.position(start + (padded ? 1 : 0));
        dataStream = stream;
        contentLeft = content;
        paddingLeft = padding;
        dataIsLast = (flags & Frames.END_STREAM) != 0;
        sink.beginData(stream, length);
        readData(src);
        return true;
    }

    private boolean readData(ByteBuffer src) {
        boolean moved = src.hasRemaining();
        int count = Math.min(contentLeft, src.remaining());
        if (count > 0) {
            int limit = src.limit();
            src.limit(src.position() + count);
            contentLeft -= count;
            int end = src.limit();
            try {
                sink.data(dataStream, src);
            } finally {
                src.limit(limit).position(end);
            }
        }
        int skipped = Math.min(paddingLeft, src.remaining());
        src.position(src.position() + skipped);
        paddingLeft -= skipped;
        if (contentLeft == 0 && paddingLeft == 0) {
            int stream = dataStream;
            dataStream = 0;
            sink.endData(stream, dataIsLast);
            return true;
        }
        return moved;
    }

    private void dispatch(int type, int flags, int stream, ByteBuffer payload) {
        switch (type) {
            case Frames.HEADERS -> beginHeaders(flags, stream, payload);
            case Frames.CONTINUATION -> continueHeaders(flags, payload);
            case Frames.PRIORITY -> readPriority(stream, payload);
            case Frames.RST_STREAM -> {
                requireLength(payload, Integer.BYTES);
                sink.reset(stream, payload.getInt());
            }
            case Frames.SETTINGS -> readSettings(flags, payload);
            case Frames.PING -> {
                requireLength(payload, PING_BYTES);
                if ((flags & Frames.ACK) != 0) {
                    sink.pingAcknowledged(payload);
                } else {
                    sink.ping(payload);
                }
            }
            case Frames.GOAWAY -> {
                if (payload.remaining() < 2 * Integer.BYTES) {
                    throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a GOAWAY is too short");
                }
                sink.goAway(payload.getInt(payload.position() + Integer.BYTES));
            }
            case Frames.WINDOW_UPDATE -> readWindowUpdate(stream, payload);
            default -> sink.unknown();
        }
    }

    private void beginHeaders(int flags, int stream, ByteBuffer payload) {
        int padding = 0;
        if ((flags & Frames.PADDED) != 0) {
            requireRoom(payload, 1);
            padding = payload.get() & 0xFF;
        }
        headersDependOnThemselves = false;
        if ((flags & Frames.WITH_PRIORITY) != 0) {
            requireRoom(payload, PRIORITY_BYTES);
            headersDependOnThemselves = (payload.getInt() & ID_MASK) == stream;
            payload.get();
        }
        if (padding > payload.remaining()) {
            throw Http2Exception.protocolError("more padding than payload");
        }
        payload.limit(payload.limit() - padding);
        headersAreLast = (flags & Frames.END_STREAM) != 0;
        if ((flags & Frames.END_HEADERS) != 0) {
            sink.headers(stream, payload, headersAreLast, headersDependOnThemselves);
            return;
        }
        headersStream = stream;
        block = null;
        append(payload);
    }

    private void continueHeaders(int flags, ByteBuffer payload) {
        sink.continuation();
        append(payload);
        if ((flags & Frames.END_HEADERS) != 0) {
            ByteBuffer complete = block == null ? ByteBuffer.allocate(0) : block.flip();
            int stream = headersStream;
            headersStream = 0;
            block = null;
            sink.headers(stream, complete, headersAreLast, headersDependOnThemselves);
        }
    }

    private void append(ByteBuffer fragment) {
        ByteBuffer before = block;
        int size = fragment.remaining() + (before == null ? 0 : before.position());
        if (size > maxBlockBytes) {
            throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "a head is too large");
        }
        if (before == null || before.remaining() < fragment.remaining()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.min(maxBlockBytes, 2 * size));
            if (before != null) {
                larger.put(before.flip());
            }
            before = larger;
            block = larger;
        }
        before.put(fragment);
    }

    private void readPriority(int stream, ByteBuffer payload) {
        if (payload.remaining() != PRIORITY_BYTES) {
            sink.violation(stream, ErrorCode.FRAME_SIZE_ERROR, "a PRIORITY has not 5 bytes");
        } else if ((payload.getInt() & ID_MASK) == stream) {
            sink.violation(stream, ErrorCode.PROTOCOL_ERROR, "a stream depends on itself");
        } else {
            sink.priority(stream);
        }
    }

    private void readSettings(int flags, ByteBuffer payload) {
        if ((flags & Frames.ACK) != 0) {
            requireLength(payload, 0);
            sink.settingsAcknowledged();
            return;
        }
        if (payload.remaining() % SETTING_BYTES != 0) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS have an odd length");
        }
        if (payload.remaining() > MAX_SETTINGS * SETTING_BYTES) {
            throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "too many settings");
        }
        sink.settings(payload);
    }

    private void readWindowUpdate(int stream, ByteBuffer payload) {
        requireLength(payload, Integer.BYTES);
        int increment = payload.getInt() & ID_MASK;
        if (increment > 0) {
            sink.windowUpdate(stream, increment);
        } else if (stream == 0) {
            throw Http2Exception.protocolError("the window is opened by nothing");
        } else {
            sink.violation(stream, ErrorCode.PROTOCOL_ERROR, "a window is opened by nothing");
        }
    }

    private static void requireLength(ByteBuffer payload, int bytes) {
        if (payload.remaining() != bytes) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a frame has a wrong length");
        }
    }

    private static void requireRoom(ByteBuffer payload, int bytes) {
        if (payload.remaining() < bytes) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a frame is too short");
        }
    }
}
