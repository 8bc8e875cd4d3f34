package org.upgradefilter.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;

/**
 * The head of a request, checked for what would make two recipients read two requests in it (RFC
 * 9112 §11.2).
 *
 * @param method as sent
 * @param target path and query as sent, in origin form whatever the client used; {@code *} for the
 *     server as a whole (RFC 9112 §3.2)
 * @param scheme {@code http} or {@code https}: what the bytes travelled over
 * @param authority host and port asked for, as sent; empty if the client, of HTTP/1.0, has named
 *     none
 * @param version {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param contentLength how long the content is, in bytes: 0 for none, -1 if its end tells
 * @param fields in their order
 * @param encryption what protects the connection; null if nothing does
 */
public record HttpRequest(
        String method,
        String target,
        String scheme,
        String authority,
        String version,
        long contentLength,
        List<Field> fields,
        @Nullable Encryption encryption) {

    public HttpRequest {
        fields = List.copyOf(fields);
    }

    /** The first value of {@code name}, or null if there is none. */
    public @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }
}
