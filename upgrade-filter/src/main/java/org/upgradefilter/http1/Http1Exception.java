package org.upgradefilter.http1;

/** A request that breaks HTTP/1.1 or a limit, and the status that says so (RFC 9110 §15). */
final class Http1Exception extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param reason for the peer and the log; never the peer's own bytes
     */
    Http1Exception(int status, String reason) {
        // Without a stack trace: strangers make these, and they are answers, not faults of ours.
        super(reason, null, false, false);
        this.status = status;
    }

    static Http1Exception badRequest(String reason) {
        return new Http1Exception(400, reason);
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
