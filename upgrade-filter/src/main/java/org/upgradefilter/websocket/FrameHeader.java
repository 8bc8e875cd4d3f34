package org.upgradefilter.websocket;

/**
 * What a frame says of itself before its payload, the masking key apart (RFC 6455 §5.2).
 *
 * @param isFinal the last fragment of its message, or the only one
 * @param rsv RSV1, RSV2 and RSV3 as the bits 4, 2 and 1
 * @param payloadLength in bytes, 0 to 2^63-1
 */
record FrameHeader(boolean isFinal, int rsv, Opcode opcode, long payloadLength) {

    FrameHeader {
        if (rsv < 0 || rsv > 7 || payloadLength < 0) {
            throw new IllegalArgumentException("no frame has RSV " + rsv + ", " + payloadLength);
        }
    }
}
