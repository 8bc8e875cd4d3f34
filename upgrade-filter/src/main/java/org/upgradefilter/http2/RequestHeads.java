package org.upgradefilter.http2;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.TargetText;
import org.upgradefilter.http.Token;

/** Makes requests of the fields of HEADERS (RFC 9113 §8.3.1). Confined to the strand. */
final class RequestHeads {

    private static final int MAX_LENGTH_DIGITS = 18;

    /** The handshake of HTTP/1.1 has one of 16 bytes (RFC 6455 §4.1); that of HTTP/2, none. */
    private static final int WEBSOCKET_KEY_BYTES = 16;

    private final Http2Settings settings;

    /** An authority that was found to be one: nearly always that of the next request, too. */
    private String knownAuthority = "";

    RequestHeads(Http2Settings settings) {
        this.settings = settings;
    }

    /** What a block of a request is. */
    sealed interface Head {

        /**
         * A request, to be handed on.
         *
         * @param tunnels true of an extended CONNECT, whose stream may be handed over
         */
        record Request(HttpRequest request, boolean tunnels) implements Head {}

        /** To be answered by the engine. */
        record Refused(int status) implements Head {}

        /** A violation on the stream (§8.1.1). */
        record Malformed(String reason) implements Head {}
    }

    /**
     * Reads the fields of a request.
     *
     * @param isLast true if no content follows
     */
    Head read(FieldSection section, boolean isLast) {
        String fault = section.fault();
        if (fault != null) {
            return new Head.Malformed(fault);
        }
        if (section.isTooLarge()) {
            return new Head.Refused(431);
        }
        String method = section.method();
        if (method == null || !Token.isToken(method)) {
            return new Head.Malformed("no method");
        }
        if (method.equals("CONNECT") && section.protocol() == null) {
            return plainConnect(section);
        }
        if (section.protocol() != null && !method.equals("CONNECT")) {
            return new Head.Malformed("a :protocol without CONNECT");
        }
        return request(method, section, isLast);
    }

    /** What stands for a request that is answered without having been read. */
    HttpRequest unread(FieldSection section, boolean isLast) {
        String method = section.method();
        return new HttpRequest(
                method == null ? "GET" : method,
                "/",
                settings.scheme(),
                "",
                "HTTP/2.0",
                isLast ? 0 : -1,
                List.of(),
                settings.encryption());
    }

    // §8.5; an origin server need not be a tunnel (RFC 9110 §9.3.6).
    private static Head plainConnect(FieldSection section) {
        return section.scheme() != null || section.path() != null || section.authority() == null
                ? new Head.Malformed("a malformed CONNECT")
                : new Head.Refused(501);
    }

    private Head request(String method, FieldSection section, boolean isLast) {
        String scheme = section.scheme();
        String path = section.path();
        if (scheme == null || path == null || !isTarget(method, path)) {
            return new Head.Malformed("no scheme or no path");
        }
        String authority = authority(section);
        if (authority == null) {
            return new Head.Malformed("no authority, or two");
        }
        long length = contentLength(section.fields(), isLast);
        if (length < -1) {
            return new Head.Malformed("a Content-Length that is none, or not of this content");
        }
        if (!isOurs(scheme.toLowerCase(Locale.ROOT), section)) {
            return new Head.Refused(421);
        }
        if (!TargetText.isValid(path)) {
            return new Head.Refused(400);
        }
        if (section.protocol() != null) {
            return tunnel(section, path, authority);
        }
        return new Head.Request(
                new HttpRequest(
                        method,
                        path,
                        settings.scheme(),
                        authority,
                        "HTTP/2.0",
                        length,
                        fields(section.fields(), authority),
                        settings.encryption()),
                false);
    }

    /**
     * RFC 8441 §5 wants {@code https} of a WebSocket inside TLS, and Jetty's client says {@code
     * http} (12.1.14). It does not matter: what the application sees is that of the connection.
     */
    private boolean isOurs(String scheme, FieldSection section) {
        return scheme.equals(settings.scheme())
                || (section.protocol() != null && scheme.equals("http"));
    }

    private static boolean isTarget(String method, String path) {
        return path.startsWith("/") || (path.equals("*") && method.equals("OPTIONS"));
    }

    /** Null if there is none, or one is malformed, or {@code Host} is another (§8.3.1). */
    private @Nullable String authority(FieldSection section) {
        String host = null;
        for (Field field : section.fields()) {
            if (field.name().equals("host")) {
                if (host != null) {
                    return null;
                }
                host = field.value();
            }
        }
        String asked = section.authority() == null ? host : section.authority();
        if (asked == null || !isAuthority(asked)) {
            return null;
        }
        boolean isSame = host == null || host.equals(asked) || origin(host).equals(origin(asked));
        return isSame ? asked : null;
    }

    private boolean isAuthority(String asked) {
        if (asked.equals(knownAuthority)) {
            return true;
        }
        if (origin(asked).isEmpty()) {
            return false;
        }
        knownAuthority = asked;
        return true;
    }

    private Optional<Origin> origin(String authority) {
        return Origin.of(settings.scheme(), authority);
    }

    /** In bytes; -1 if its end tells, -2 if it is malformed. */
    private static long contentLength(List<Field> fields, boolean isLast) {
        String said = null;
        for (Field field : fields) {
            if (field.name().equals("content-length")) {
                if (said != null || !isLength(field.value())) {
                    return -2;
                }
                said = field.value();
            }
        }
        if (said == null) {
            return isLast ? 0 : -1;
        }
        long length = Long.parseLong(said);
        return isLast && length > 0 ? -2 : length;
    }

    /** True if {@code value} is a number of bytes that can be counted. */
    static boolean isLength(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_LENGTH_DIGITS;
    }

    /** As an application expects them: with {@code Host}, and cookies in one line (§8.2.3). */
    private static List<Field> fields(List<Field> sent, String authority) {
        List<Field> fields = new ArrayList<>(sent.size() + 1);
        StringBuilder cookies = null;
        boolean hasHost = false;
        int firstCookie = -1;
        for (Field field : sent) {
            hasHost |= field.name().equals("host");
            if (!field.name().equals("cookie")) {
                fields.add(field);
            } else if (firstCookie < 0) {
                firstCookie = fields.size();
                fields.add(field);
            } else {
                cookies =
                        cookies == null
                                ? new StringBuilder(fields.get(firstCookie).value())
                                : cookies;
                cookies.append("; ").append(field.value());
            }
        }
        if (cookies != null) {
            fields.set(firstCookie, new Field("cookie", cookies.toString()));
        }
        if (!hasHost) {
            fields.add(0, new Field("host", authority));
        }
        return fields;
    }

    /**
     * As the handshake of HTTP/1.1 that says the same, so that it is judged like one (RFC 8441 §5).
     */
    private Head tunnel(FieldSection section, String path, String authority) {
        if (!"websocket".equals(section.protocol())) {
            return new Head.Refused(501);
        }
        List<Field> fields = fields(section.fields(), authority);
        byte[] key = new byte[WEBSOCKET_KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        fields.removeIf(
                field ->
                        field.name().equals("sec-websocket-key")
                                || field.name().equals("content-length"));
        fields.add(new Field("upgrade", "websocket"));
        fields.add(new Field("connection", "upgrade"));
        fields.add(new Field("sec-websocket-key", Base64.getEncoder().encodeToString(key)));
        return new Head.Request(
                new HttpRequest(
                        "GET",
                        path,
                        settings.scheme(),
                        authority,
                        "HTTP/1.1",
                        0,
                        fields,
                        settings.encryption()),
                true);
    }
}
