package org.upgradefilter.stack;

import java.util.List;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.http2.Http2Limits;
import org.upgradefilter.negotiation.Installed;

/**
 * How HTTP is spoken after a switch, whatever the rule that permits it, and how the settings of one
 * rule make its {@link H2cUpgrade}.
 *
 * @param timeouts how long a client is waited for
 * @param http2 what a client of HTTP/2 may send
 * @param maxUpgradeContentBytes how much content a request may have that asks for {@code h2c}
 */
public record HttpSettings(HttpTimeouts timeouts, Http2Limits http2, int maxUpgradeContentBytes) {

    /** All as when nobody says anything. */
    public static final HttpSettings DEFAULT =
            new HttpSettings(
                    HttpTimeouts.defaults(),
                    Http2Limits.defaults(),
                    H2cUpgrade.DEFAULT_CONTENT_BYTES);

    private static final String MAX_CONTENT = "maxUpgradeContentBytes";

    /** Those that say nothing where no connection is switched to something that carries HTTP. */
    private static final List<String> OF_ALL_HTTP =
            List.of(
                    "httpIdleTimeoutMs",
                    "httpHeadTimeoutMs",
                    "httpContentTimeoutMs",
                    "httpSendTimeoutMs",
                    "http2MaxConcurrentStreams",
                    "http2MaxFieldsBytes",
                    "http2MaxOverheadFrames");

    /**
     * Reads the settings of a filter, or of whatever else all rules belong to.
     *
     * @throws IllegalArgumentException if one is not valid; the message says what would be right
     */
    public static HttpSettings read(Options options) {
        return new HttpSettings(
                timeouts(options),
                limits(options),
                options.count(MAX_CONTENT, 0, DEFAULT.maxUpgradeContentBytes));
    }

    /**
     * Reads those of a server's extension, which reads no content.
     *
     * @throws IllegalArgumentException if one is not valid; the message says what would be right
     */
    static HttpSettings readOfServer(Options options) {
        return new HttpSettings(timeouts(options), limits(options), 0);
    }

    private static HttpTimeouts timeouts(Options options) {
        HttpTimeouts otherwise = DEFAULT.timeouts;
        return new HttpTimeouts(
                options.millis("httpIdleTimeoutMs", otherwise.idle()),
                options.millis("httpHeadTimeoutMs", otherwise.head()),
                options.millis("httpContentTimeoutMs", otherwise.content()),
                options.millis("httpSendTimeoutMs", otherwise.send()));
    }

    private static Http2Limits limits(Options options) {
        Http2Limits otherwise = DEFAULT.http2;
        return otherwise
                .withMaxConcurrentStreams(
                        options.count(
                                "http2MaxConcurrentStreams", 1, otherwise.maxConcurrentStreams()))
                .withMaxFieldsBytes(
                        options.count("http2MaxFieldsBytes", 1, otherwise.maxFieldsBytes()))
                .withMaxOverhead(
                        options.count("http2MaxOverheadFrames", 1, otherwise.maxOverhead()));
    }

    /**
     * Checks that somebody heeds what is set.
     *
     * @throws IllegalArgumentException if nobody does; the message says what is missing
     */
    public static void requireUse(Options options, TlsRules tls, List<Installed> rules) {
        boolean isForH2c =
                rules.stream()
                        .flatMap(one -> one.protocols().stream())
                        .anyMatch(H2cUpgrade.class::isInstance);
        if (isForH2c) {
            return;
        }
        requireAbsent(options, MAX_CONTENT, "use it together with a rule that allows h2c");
        if (tls.settings() == null) {
            for (String name : OF_ALL_HTTP) {
                requireAbsent(
                        options,
                        name,
                        "use it together with keyStore=, or with a rule that allows h2c");
            }
        }
    }

    private static void requireAbsent(Options options, String name, String cure) {
        options.text(name)
                .ifPresent(
                        value -> {
                            throw Options.bad(name, value, cure);
                        });
    }

    /** The protocol of one rule. */
    H2cUpgrade h2c(Options options) {
        return new H2cUpgrade(proxied(options), maxUpgradeContentBytes, http2, timeouts, null);
    }

    /** Only a rule that says so itself, for nobody thinks of it otherwise. */
    static HttpUpgrade.Proxied proxied(Options options) {
        return options.text("proxied").isPresent()
                ? HttpUpgrade.Proxied.YES
                : HttpUpgrade.Proxied.NO;
    }
}
