package org.upgradefilter.http;

import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says before its content: all that is judged, and all that outlives the request.
 *
 * @param method as sent; methods are case-sensitive (RFC 9110 §9.1)
 * @param version the message's protocol version, as in {@code HTTP/1.1}
 * @param requestTarget path and query as sent, with the path of the web application
 * @param path decoded, relative to the web application, {@code /} at least
 * @param query as sent, without the question mark; null if there is none
 * @param scheme {@code http} or {@code https}, as the client has used it
 * @param authority host and port the client has asked for; null if it has named none
 * @param secure true if the bytes travelled over TLS
 * @param remoteAddress the client's address
 * @param principal who the container has authenticated; null if nobody
 */
public record RequestHead(
        String method,
        String version,
        String requestTarget,
        String path,
        @Nullable String query,
        String scheme,
        @Nullable String authority,
        boolean secure,
        String remoteAddress,
        @Nullable Principal principal,
        Fields fields) {

    /** Of content that can be counted. */
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private static final List<String> PROXY_FIELDS =
            List.of(
                    "Via",
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Port",
                    "X-Real-IP");

    /**
     * A head whose authority is what {@code Host} says, and whose request target is {@code path}
     * and {@code query}: of a request to the root application in which nothing was encoded.
     */
    public RequestHead(
            String method,
            String version,
            String path,
            @Nullable String query,
            String scheme,
            boolean secure,
            String remoteAddress,
            @Nullable Principal principal,
            Fields fields) {
        this(
                method,
                version,
                query == null ? path : path + "?" + query,
                path,
                query,
                scheme,
                fields.first("Host"),
                secure,
                remoteAddress,
                principal,
                fields);
    }

    /** True if a field says that a proxy has passed the request on; false proves nothing. */
    public boolean looksProxied() {
        return PROXY_FIELDS.stream().anyMatch(fields::contains);
    }

    /** True if a field of that name says so. */
    public static boolean isOfProxy(String name) {
        return PROXY_FIELDS.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** What {@code Upgrade} lists, in the client's order (§7.8); malformed members are left out. */
    public List<ProtocolToken> offers() {
        return ProtocolToken.parseList(fields.lines("Upgrade"));
    }

    /**
     * True if the request has come by {@code protocol} already, so that nobody needs to ask for it:
     * {@code TLS} over TLS, also where a trusted proxy ends it, and {@code h2c} over HTTP/2.
     */
    public boolean isInEffect(ProtocolToken protocol) {
        return switch (protocol.name().toLowerCase(Locale.ROOT)) {
            case "tls" -> isEncrypted();
            case "h2c" -> version.startsWith("HTTP/2");
            default -> false;
        };
    }

    /**
     * False if an offer of {@code protocol} on this request could only be a mistake or an attack:
     * {@code TLS} within TLS, and {@code h2c} within TLS (RFC 7540 §3.3).
     */
    public boolean isMeaningful(ProtocolToken protocol) {
        return switch (protocol.name().toLowerCase(Locale.ROOT)) {
            case "tls", "h2c" -> !isEncrypted();
            default -> true;
        };
    }

    private boolean isEncrypted() {
        return secure || scheme.equals("https");
    }

    /** True if the message has content, or says that it might (RFC 9112 §6). */
    public boolean hasContent() {
        return fields.contains("Transfer-Encoding")
                || fields.lines("Content-Length").stream().anyMatch(line -> !line.equals("0"));
    }

    /**
     * How much content the message has, in bytes; -1 if it does not say so beforehand, or not
     * clearly.
     */
    public long contentBytes() {
        if (!hasContent()) {
            return 0;
        }
        List<String> lengths = fields.lines("Content-Length");
        return !fields.contains("Transfer-Encoding")
                        && lengths.size() == 1
                        && LENGTH.matcher(lengths.get(0)).matches()
                ? Long.parseLong(lengths.get(0))
                : -1;
    }

    /** The origin the request was sent to; empty if its authority is missing or malformed. */
    public Optional<Origin> target() {
        return authority == null ? Optional.empty() : Origin.of(scheme, authority);
    }
}
