package org.upgradefilter.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.Token;

/**
 * Reads the heads of requests from bytes split anywhere (RFC 9112 §2.1).
 *
 * <pre>
 *   method SP request-target SP HTTP-version CRLF
 *   *( field-line CRLF )
 *   CRLF
 * </pre>
 *
 * <p>Confined to the connection's strand. Keeps what lines say, and no incomplete line.
 */
final class RequestHeadReader {

    /** §2.2 asks for one at least; more are a client's mistake. */
    private static final int MAX_EMPTY_LINES = 4;

    private static final int URI_TOO_LONG = 414;

    private final Http1Settings settings;
    private final LineReader lines = new LineReader();
    private final FieldSectionReader fields;

    private int emptyLines;
    private @Nullable String method;
    private @Nullable RequestTarget target;
    private String version = "";

    private @Nullable HttpRequest request;

    /** An authority that was looked at: most clients name the same in every request. */
    private @Nullable String knownAuthority;

    RequestHeadReader(Http1Settings settings) {
        this.settings = settings;
        fields = new FieldSectionReader(settings.limits());
    }

    /**
     * Consumes complete lines from {@code src}, a heap buffer, up to the end of the head; an
     * incomplete one is left there. After an exception nothing more can be read.
     *
     * @return true if the head is complete
     * @throws Http1Exception if the request is malformed, or goes beyond a limit
     */
    boolean read(ByteBuffer src) {
        while (method == null) {
            requireMethod(src);
            int length = lines.find(src, settings.limits().maxRequestLineBytes(), URI_TOO_LONG);
            if (length < 0) {
                return false;
            }
            if (length > 0) {
                readRequestLine(text(src, length));
            } else if (++emptyLines > MAX_EMPTY_LINES) {
                throw Http1Exception.badRequest("too many empty lines");
            }
            LineReader.skip(src, length);
        }
        if (!fields.read(src)) {
            return false;
        }
        request = request(method, Objects.requireNonNull(target), fields.take());
        method = null;
        target = null;
        emptyLines = 0;
        return true;
    }

    /** True if something of a head was seen; empty lines before it are nothing. */
    boolean isBegun() {
        return method != null || lines.isWithinLine() || fields.isBegun();
    }

    /** The request whose head is complete. */
    HttpRequest take() {
        HttpRequest taken = Objects.requireNonNull(request);
        request = null;
        return taken;
    }

    /** At its first byte, for what is no HTTP may have no lines. */
    private void requireMethod(ByteBuffer src) {
        if (!lines.isWithinLine() && src.hasRemaining()) {
            char first = (char) (src.get(src.position()) & 0xFF);
            if (first != '\r' && first != '\n' && !Token.isTokenChar(first)) {
                throw Http1Exception.badRequest("a malformed method");
            }
        }
    }

    // §3: single spaces; what is lenient here lets two recipients see two targets.
    private void readRequestLine(String line) {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first < 0 || last == first) {
            throw Http1Exception.badRequest("a malformed request line");
        }
        String name = line.substring(0, first);
        if (!Token.isToken(name)) {
            throw Http1Exception.badRequest("a malformed method");
        }
        version = version(line.substring(last + 1));
        if (name.equals("CONNECT")) {
            // RFC 9110 §9.3.6: an origin server need not be a tunnel.
            throw new Http1Exception(501, "no tunnels here");
        }
        target = RequestTarget.of(name, line.substring(first + 1, last));
        method = name;
    }

    /** The version as we treat it: a higher minor one as the highest we know (RFC 9110 §2.5). */
    private static String version(String sent) {
        if (sent.equals("HTTP/1.1")) {
            return sent;
        }
        boolean isVersion =
                sent.length() == 8
                        && sent.startsWith("HTTP/")
                        && isDigit(sent.charAt(5))
                        && sent.charAt(6) == '.'
                        && isDigit(sent.charAt(7));
        if (!isVersion) {
            throw Http1Exception.badRequest("a malformed version");
        }
        if (sent.charAt(5) != '1') {
            throw new Http1Exception(505, "HTTP/1.1 is spoken here");
        }
        return sent.charAt(7) == '0' ? "HTTP/1.0" : "HTTP/1.1";
    }

    private HttpRequest request(String name, RequestTarget asked, List<Field> read) {
        String authority = authority(asked, read);
        return new HttpRequest(
                name,
                asked.path(),
                settings.scheme(),
                authority,
                version,
                Framing.contentLength(version, read),
                read,
                settings.encryption());
    }

    // §3.2
    private String authority(RequestTarget asked, List<Field> read) {
        String host = null;
        for (Field field : read) {
            if (field.name().equalsIgnoreCase("Host")) {
                if (host != null) {
                    throw Http1Exception.badRequest("more than one Host");
                }
                host = field.value();
            }
        }
        if (host == null && version.equals("HTTP/1.1")) {
            throw Http1Exception.badRequest("no Host");
        }
        if (host != null && !host.equals(knownAuthority)) {
            if (Origin.of(settings.scheme(), host).isEmpty()) {
                throw Http1Exception.badRequest("a malformed Host");
            }
            knownAuthority = host;
        }
        if (asked.authority() == null) {
            return host == null ? "" : host;
        }
        return absoluteAuthority(asked.authority(), asked.scheme(), host);
    }

    // §3.2.2 has the target's win. A client that sends another Host is at odds with itself (§3.2).
    private String absoluteAuthority(
            String authority, @Nullable String scheme, @Nullable String host) {
        if (!settings.scheme().equals(scheme)) {
            throw new Http1Exception(421, "this connection is not for that scheme");
        }
        boolean isSame =
                host == null
                        || Origin.of(settings.scheme(), host)
                                .equals(Origin.of(settings.scheme(), authority));
        if (!isSame) {
            throw Http1Exception.badRequest("target and Host differ");
        }
        return authority;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String text(ByteBuffer src, int length) {
        return new String(
                src.array(),
                src.arrayOffset() + src.position(),
                length,
                StandardCharsets.ISO_8859_1);
    }
}
