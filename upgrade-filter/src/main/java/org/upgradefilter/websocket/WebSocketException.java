package org.upgradefilter.websocket;

import java.nio.charset.StandardCharsets;

/**
 * The peer broke RFC 6455, or a limit: the WebSocket has failed (§7.1.7), and the Close frame says
 * why. Has no stack trace, for it tells of the peer and not of this code.
 */
public final class WebSocketException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CloseCode closeCode;

    /**
     * @param reason for the peer's eyes: at most 123 bytes in UTF-8, none of them the peer's own
     * @throws IllegalArgumentException if a Close frame cannot carry this
     */
    WebSocketException(CloseCode closeCode, String reason) {
        super(reason, null, false, false);
        if (!CloseCode.mayBeSent(closeCode.code())
                || reason.getBytes(StandardCharsets.UTF_8).length > CloseBody.MAX_REASON_BYTES) {
            throw new IllegalArgumentException(closeCode + " cannot be sent with: " + reason);
        }
        this.closeCode = closeCode;
    }

    /** What the Close frame says; the message is its reason. */
    public CloseCode closeCode() {
        return closeCode;
    }

    /** What goes into the Close frame. */
    CloseBody closeBody() {
        return new CloseBody(closeCode.code(), String.valueOf(getMessage()));
    }
}
