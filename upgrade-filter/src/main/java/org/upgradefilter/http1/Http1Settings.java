package org.upgradefilter.http1;

import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.exchange.RequestCheck;

/**
 * What an {@link Http1Connection} speaks for, and what it grants its client.
 *
 * @param scheme {@code http} or {@code https}: what the bytes travel over
 * @param encryption what protects the connection; null if nothing does
 * @param check looks at each request before it is handed on
 * @param limits what the client may send
 * @param timeouts how long it is waited for
 */
public record Http1Settings(
        String scheme,
        @Nullable Encryption encryption,
        RequestCheck check,
        Http1Limits limits,
        HttpTimeouts timeouts) {

    /** HTTP over TCP, with default limits and timeouts. */
    public static Http1Settings inClear() {
        return new Http1Settings(
                "http", null, RequestCheck.NONE, Http1Limits.defaults(), HttpTimeouts.defaults());
    }

    /** HTTP over TLS, with default limits and timeouts. */
    public static Http1Settings within(Encryption encryption) {
        return new Http1Settings(
                "https",
                encryption,
                RequestCheck.NONE,
                Http1Limits.defaults(),
                HttpTimeouts.defaults());
    }

    public Http1Settings withCheck(RequestCheck other) {
        return new Http1Settings(scheme, encryption, other, limits, timeouts);
    }

    public Http1Settings withLimits(Http1Limits other) {
        return new Http1Settings(scheme, encryption, check, other, timeouts);
    }

    public Http1Settings withTimeouts(HttpTimeouts other) {
        return new Http1Settings(scheme, encryption, check, limits, other);
    }
}
