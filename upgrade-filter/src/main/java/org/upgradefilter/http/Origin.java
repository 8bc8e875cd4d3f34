package org.upgradefilter.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a page (RFC 6454): scheme, host and port, the default port of the scheme filled in.
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address in brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {

    /** Not {@link java.net.URI}, which knows no host with an underscore. */
    private static final Pattern SERIALISED =
            Pattern.compile(
                    "([A-Za-z][A-Za-z0-9+.-]*)://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~%!$&'()*+,;=-]+)"
                            + "(?::([0-9]{1,5}))?");

    /**
     * Reads a serialised origin, {@code scheme "://" host [ ":" port ]} (RFC 6454 §6.2).
     *
     * @return empty for anything else, {@code null} included, which is what opaque origins send
     */
    public static Optional<Origin> parse(String serialised) {
        Matcher matcher = SERIALISED.matcher(serialised);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        String digits = matcher.group(3);
        int port = digits == null ? defaultPort(scheme) : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            return Optional.empty();
        }
        return Optional.of(new Origin(scheme, matcher.group(2).toLowerCase(Locale.ROOT), port));
    }

    /**
     * The origin a request was sent to.
     *
     * @param authority the {@code Host} field
     */
    public static Optional<Origin> of(String scheme, String authority) {
        return parse(scheme + "://" + authority);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
    }
}
