package org.upgradefilter.http2;

/** A violation that ends the connection (RFC 9113 §5.4.1). */
final class Http2Exception extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /**
     * @param reason one sentence for the log and the peer; never the peer's own bytes
     */
    Http2Exception(ErrorCode code, String reason) {
        // The trace would tell of our code only, and a hostile peer would have us make many.
        super(reason, null, false, false);
        this.code = code;
    }

    static Http2Exception protocolError(String reason) {
        return new Http2Exception(ErrorCode.PROTOCOL_ERROR, reason);
    }

    ErrorCode code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
