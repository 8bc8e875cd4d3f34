package org.upgradefilter.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The origin of a page (RFC 6454): scheme, host and port, the default port of the scheme filled in.
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address in brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {

    /**
     * Reads a serialised origin, {@code scheme "://" host [ ":" port ]} (RFC 6454 §6.2).
     *
     * @return empty for anything else, {@code null} included, which is what opaque origins send
     */
    public static Optional<Origin> parse(String serialised) {
        URI uri;
        try {
            uri = new URI(serialised);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        boolean bare =
                uri.getRawPath() != null
                        && uri.getRawPath().isEmpty()
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && uri.getRawUserInfo() == null;
        if (uri.getScheme() == null || uri.getHost() == null || !bare) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(scheme);
        if (port < 1 || port > 65535) {
            return Optional.empty();
        }
        return Optional.of(new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port));
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
