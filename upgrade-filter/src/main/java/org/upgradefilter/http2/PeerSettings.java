package org.upgradefilter.http2;

import java.nio.ByteBuffer;

/**
 * What the peer has said in SETTINGS (RFC 9113 §6.5.2, RFC 8441 §3), as far as it concerns what we
 * send. Confined to the connection's strand.
 */
final class PeerSettings {

    static final int HEADER_TABLE_SIZE = 1;
    static final int ENABLE_PUSH = 2;
    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final int MAX_FRAME_SIZE = 5;
    static final int MAX_HEADER_LIST_SIZE = 6;
    static final int ENABLE_CONNECT_PROTOCOL = 8;

    static final int MIN_FRAME_BYTES = 16 * 1024;
    private static final int MAX_FRAME_BYTES = (1 << 24) - 1;

    private long headerTableBytes = 4096;
    private long smallestTableBytes = headerTableBytes;
    private int initialWindowBytes = Http2Limits.INITIAL_WINDOW_BYTES;
    private int maxFrameBytes = MIN_FRAME_BYTES;

    /** How much of a header table the peer keeps for us at most, in bytes. */
    long headerTableBytes() {
        return headerTableBytes;
    }

    /** The least that the last payload has said on the way to {@link #headerTableBytes}. */
    long smallestTableBytes() {
        return smallestTableBytes;
    }

    int initialWindowBytes() {
        return initialWindowBytes;
    }

    /** The largest payload the peer takes. */
    int maxFrameBytes() {
        return maxFrameBytes;
    }

    /**
     * Takes over the settings of a payload, in their order.
     *
     * @throws Http2Exception if a value is not valid
     */
    void apply(ByteBuffer payload) {
        check(payload.duplicate());
        smallestTableBytes = headerTableBytes;
        while (payload.hasRemaining()) {
            int id = payload.getShort() & 0xFFFF;
            long value = payload.getInt() & 0xFFFF_FFFFL;
            switch (id) {
                case HEADER_TABLE_SIZE -> {
                    headerTableBytes = value;
                    smallestTableBytes = Math.min(smallestTableBytes, value);
                }
                case INITIAL_WINDOW_SIZE -> initialWindowBytes = (int) value;
                case MAX_FRAME_SIZE -> maxFrameBytes = (int) value;
                default -> {
                    // What does not concern us, or is not known (§6.5.2).
                }
            }
        }
    }

    /**
     * Looks at the settings of a payload.
     *
     * @throws Http2Exception if a value is not valid
     */
    static void check(ByteBuffer payload) {
        while (payload.hasRemaining()) {
            int id = payload.getShort() & 0xFFFF;
            long value = payload.getInt() & 0xFFFF_FFFFL;
            if (id == ENABLE_PUSH && value > 1) {
                throw Http2Exception.protocolError("ENABLE_PUSH is neither 0 nor 1");
            }
            if (id == INITIAL_WINDOW_SIZE && value > Integer.MAX_VALUE) {
                throw new Http2Exception(
                        ErrorCode.FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE is beyond 2^31-1");
            }
            if (id == MAX_FRAME_SIZE && (value < MIN_FRAME_BYTES || value > MAX_FRAME_BYTES)) {
                throw Http2Exception.protocolError("MAX_FRAME_SIZE is out of bounds");
            }
            if (id == ENABLE_CONNECT_PROTOCOL && value > 1) {
                throw Http2Exception.protocolError("ENABLE_CONNECT_PROTOCOL is neither 0 nor 1");
            }
        }
    }
}
