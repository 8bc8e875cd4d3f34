package org.upgradefilter.stack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.RequestHead;

/**
 * The request that asked for TLS, as it is asked once more inside (RFC 2817 §3.3): without what was
 * for the connection in clear alone (RFC 9110 §7.6.1), and without what says who asks, for that
 * could be anybody.
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

    /** Where servlet containers find a session without a cookie (Servlet 6.0 §7.1.3). */
    private static final Pattern SESSION =
            Pattern.compile(";jsessionid=[^;/]*", Pattern.CASE_INSENSITIVE);

    /** Of a request without content; empty if it is not sure how to write it once more. */
    static Optional<FirstRequest> of(RequestHead head) {
        List<String> hosts = head.fields().lines("Host");
        if (!isRepeatable(head) || hosts.size() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new FirstRequest(
                            head.method(),
                            withoutSession(head.requestTarget()),
                            hosts.get(0),
                            fields(head)));
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
    private static List<Field> fields(RequestHead head) {
        List<String> options = FieldList.tokens(head.fields().lines("Connection"));
        Set<String> left = new HashSet<>(OF_THE_CONNECTION);
        left.addAll(OF_THE_USER);
        options.forEach(option -> left.add(option.toLowerCase(Locale.ROOT)));
        List<Field> fields = new ArrayList<>();
        for (String name : head.fields().names()) {
            if (!left.contains(name)) {
                head.fields().lines(name).forEach(line -> fields.add(new Field(name, line)));
            }
        }
        if (options.stream().anyMatch("close"::equalsIgnoreCase)) {
            fields.add(new Field("Connection", "close"));
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
}
