package org.upgradefilter.websocket;

/**
 * Why a WebSocket was closed (RFC 6455 §7.4.1 and the IANA registry it opened).
 *
 * <p>Applications may also use 3000 to 4999, which have no constant here (§7.4.2).
 */
public enum CloseCode {
    /** The purpose is fulfilled. */
    NORMAL(1000),
    /** A server going down, or a browser leaving the page. */
    GOING_AWAY(1001),
    /** The peer broke the protocol. */
    PROTOCOL_ERROR(1002),
    /** The peer sent text or binary where only the other is understood. */
    UNACCEPTABLE_DATA(1003),
    /** The Close frame named no code; never sent. */
    NO_STATUS(1005),
    /** There was no Close frame; never sent. */
    ABNORMAL(1006),
    /** The payload is not what its type promises, as text that is not UTF-8. */
    INVALID_PAYLOAD(1007),
    /** What nothing else fits. */
    POLICY_VIOLATION(1008),
    /** The message is too big to process. */
    MESSAGE_TOO_BIG(1009),
    /** The server did not agree to an extension the client needs; sent by clients only. */
    MISSING_EXTENSION(1010),
    /** The server met a condition it did not expect. */
    INTERNAL_ERROR(1011),
    /** The server restarts; come back after a while. */
    SERVICE_RESTART(1012),
    /** The server is overloaded. */
    TRY_AGAIN_LATER(1013),
    /** A gateway got an invalid answer from behind it. */
    BAD_GATEWAY(1014),
    /** The TLS handshake failed; never sent. */
    TLS_HANDSHAKE(1015);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /**
     * True if a Close frame may carry {@code code}: registered and not for local use, or left to
     * libraries and applications (§7.4).
     */
    public static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003)
                || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);
    }
}
