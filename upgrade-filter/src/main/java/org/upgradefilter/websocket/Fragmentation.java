package org.upgradefilter.websocket;

/**
 * The message whose fragments are coming, if one is under way (RFC 6455 §5.4).
 *
 * <pre>{@code
 *         recvHeader(TEXT)        recvHeader(BINARY)
 * +------+ <------------- +------+ -------------> +--------+
 * | TEXT |                | NONE |                | BINARY |
 * +------+ -------------> +------+ <------------- +--------+
 *             recvEnd                   recvEnd
 * }</pre>
 */
enum Fragmentation {
    NONE,
    TEXT,
    BINARY;

    /**
     * The state after the header of a frame. Control frames come between fragments and change
     * nothing.
     *
     * @throws WebSocketException with 1002 if the frame may not come now, or its opcode is reserved
     */
    Fragmentation recvHeader(Opcode opcode) {
        return switch (opcode) {
            case TEXT -> start(TEXT);
            case BINARY -> start(BINARY);
            case CONTINUATION -> {
                if (this == NONE) {
                    throw violation("continuation of no message");
                }
                yield this;
            }
            case CLOSE, PING, PONG -> this;
            case RESERVED -> throw violation("reserved opcode");
        };
    }

    /**
     * The state after the last byte of a message.
     *
     * @throws IllegalStateException if none is under way
     */
    Fragmentation recvEnd() {
        if (this == NONE) {
            throw new IllegalStateException("no message is under way");
        }
        return NONE;
    }

    private Fragmentation start(Fragmentation message) {
        if (this != NONE) {
            throw violation("new message inside another");
        }
        return message;
    }

    private static WebSocketException violation(String reason) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, reason);
    }
}
