package org.upgradefilter.http2;

import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.exchange.RequestCheck;

/**
 * What an {@link Http2Connection} speaks for, and what it grants its client.
 *
 * @param scheme {@code http} or {@code https}: what the bytes travel over
 * @param encryption what protects the connection; null if nothing does
 * @param check looks at each request before it is handed on
 * @param limits what the client may send
 * @param timeouts how long it is waited for; the client's preface has as long as a head
 */
public record Http2Settings(
        String scheme,
        @Nullable Encryption encryption,
        RequestCheck check,
        Http2Limits limits,
        HttpTimeouts timeouts) {

    /** HTTP over TCP, with default limits and timeouts. */
    public static Http2Settings inClear() {
        return new Http2Settings(
                "http", null, RequestCheck.NONE, Http2Limits.defaults(), HttpTimeouts.defaults());
    }

    /** HTTP over TLS, with default limits and timeouts. */
    public static Http2Settings within(Encryption encryption) {
        return new Http2Settings(
                "https",
                encryption,
                RequestCheck.NONE,
                Http2Limits.defaults(),
                HttpTimeouts.defaults());
    }

    public Http2Settings withCheck(RequestCheck other) {
        return new Http2Settings(scheme, encryption, other, limits, timeouts);
    }

    public Http2Settings withLimits(Http2Limits other) {
        return new Http2Settings(scheme, encryption, check, other, timeouts);
    }

    public Http2Settings withTimeouts(HttpTimeouts other) {
        return new Http2Settings(scheme, encryption, check, limits, other);
    }
}
