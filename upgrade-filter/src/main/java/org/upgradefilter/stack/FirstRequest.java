package org.upgradefilter.stack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.RequestHead;

/**
 * The request that asked for a switch, as it is asked once more afterwards (RFC 2817 §3.3, RFC 7540
 * §3.2): without what was for the connection alone (RFC 9110 §7.6.1).
 *
 * @param target in origin form; {@code *} of an {@code OPTIONS} that concerns the whole server
 * @param host as {@code Host} says
 */
record FirstRequest(String method, String target, String host, List<Field> fields) {

    private static final Set<String> OF_THE_CONNECTION =
            Set.of(
                    "connection",
                    "upgrade",
                    "http2-settings",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "transfer-encoding");

    private static final Set<String> OF_THE_USER =
            Set.of("authorization", "cookie", "proxy-authorization");

    private static final String TRAILERS = "trailers";

    /** Where servlet containers find a session without a cookie (Servlet 6.0 §7.1.3). */
    private static final Pattern SESSION =
            Pattern.compile(";jsessionid=[^;/]*", Pattern.CASE_INSENSITIVE);

    /**
     * Of a request without content that asks for TLS: without what says who asks as well, for that
     * could be anybody. Empty if it is not sure how to write it once more.
     */
    static Optional<FirstRequest> ofNobody(RequestHead head) {
        return of(head, withoutSession(head.requestTarget()), FirstRequest::anonymousFields);
    }

    /** Of a request whose client goes on itself. Empty if it is not sure how to write it so. */
    static Optional<FirstRequest> ofClient(RequestHead head) {
        return of(head, head.requestTarget(), FirstRequest::endToEndFields);
    }

    private static Optional<FirstRequest> of(
            RequestHead head, String target, Function<RequestHead, List<Field>> fields) {
        List<String> hosts = head.fields().lines("Host");
        if (!isRepeatable(head) || hosts.size() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new FirstRequest(head.method(), target, hosts.get(0), fields.apply(head)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isRepeatable(RequestHead head) {
        return head.requestTarget().startsWith("/")
                || (head.requestTarget().equals("*") && head.method().equals("OPTIONS"));
    }

    private static String withoutSession(String target) {
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        return SESSION.matcher(target.substring(0, end)).replaceAll("") + target.substring(end);
    }

    /**
     * @throws IllegalArgumentException if a container has let pass what is no field
     */
    private static List<Field> anonymousFields(RequestHead head) {
        List<String> options = connectionOptions(head);
        List<Field> fields = fields(head, options, OF_THE_USER);
        if (options.stream().anyMatch("close"::equalsIgnoreCase)) {
            fields.add(new Field("Connection", "close"));
        }
        return fields;
    }

    /**
     * @throws IllegalArgumentException if a container has let pass what is no field
     */
    private static List<Field> endToEndFields(RequestHead head) {
        List<Field> fields = fields(head, connectionOptions(head), Set.of());
        if (takesTrailers(head)) {
            // All that TE may say in HTTP/2 (RFC 9113 §8.2.2); the next hop is the same.
            fields.add(new Field("te", TRAILERS));
        }
        return fields;
    }

    // RFC 9110 §10.1.4
    private static boolean takesTrailers(RequestHead head) {
        return FieldList.members(head.fields().lines("TE")).stream()
                .anyMatch(TRAILERS::equalsIgnoreCase);
    }

    private static List<String> connectionOptions(RequestHead head) {
        return FieldList.tokens(head.fields().lines("Connection"));
    }

    private static List<Field> fields(RequestHead head, List<String> options, Set<String> others) {
        Set<String> left = new HashSet<>(OF_THE_CONNECTION);
        left.addAll(others);
        options.forEach(option -> left.add(option.toLowerCase(Locale.ROOT)));
        List<Field> fields = new ArrayList<>();
        for (String name : head.fields().names()) {
            if (!left.contains(name)) {
                head.fields().lines(name).forEach(line -> fields.add(new Field(name, line)));
            }
        }
        return fields;
    }

    /** True for {@code OPTIONS}, which here means no more than that (RFC 2817 §3.2). */
    boolean asksForTlsAlone() {
        return method.equals("OPTIONS");
    }

    /** As it has come through TLS. */
    HttpRequest within(Encryption encryption) {
        return new HttpRequest(method, target, "https", host, "HTTP/1.1", 0, fields, encryption);
    }

    /** As it has come over HTTP/2 in clear (RFC 9113 §8.3.1), with content of so many bytes. */
    HttpRequest overHttp2(int contentBytes) {
        return new HttpRequest(
                method, target, "http", host, "HTTP/2.0", contentBytes, fields, null);
    }
}
