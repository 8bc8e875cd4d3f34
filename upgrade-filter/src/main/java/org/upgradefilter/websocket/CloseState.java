package org.upgradefilter.websocket;

/**
 * How far the closing handshake has come (RFC 6455 §7.1).
 *
 * <pre>{@code
 *              sendClose             recvClose
 * +------------+ <------ +------+ ------> +----------------+
 * | CLOSE_SENT |         | OPEN |         | CLOSE_RECEIVED |
 * +------------+         +------+         +----------------+
 *       |               +--------+               |
 *       '-------------> | CLOSED | <-------------'
 *          recvClose    +--------+    sendClose
 * }</pre>
 */
enum CloseState {
    OPEN,
    CLOSE_SENT,
    CLOSE_RECEIVED,
    CLOSED;

    /** True until our Close; a message may be finished before the peer's is answered (§5.5.1). */
    boolean canSend() {
        return this == OPEN || this == CLOSE_RECEIVED;
    }

    /** True until the peer's Close; what comes after it is discarded unread (§1.4). */
    boolean canReceive() {
        return this == OPEN || this == CLOSE_SENT;
    }

    /**
     * The state after our Close.
     *
     * @throws IllegalStateException if not {@link #canSend}
     */
    CloseState sendClose() {
        if (!canSend()) {
            throw new IllegalStateException("a second Close was to be sent");
        }
        return this == OPEN ? CLOSE_SENT : CLOSED;
    }

    /**
     * The state after the peer's Close.
     *
     * @throws IllegalStateException if not {@link #canReceive}: its second one should not have been
     *     read
     */
    CloseState recvClose() {
        if (!canReceive()) {
            throw new IllegalStateException("a second Close was read");
        }
        return this == OPEN ? CLOSE_RECEIVED : CLOSED;
    }
}
