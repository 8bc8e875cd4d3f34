package org.upgradefilter.http2;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The name of a field that many send: one String for all connections, which is found by any usual
 * spelling without making another. Immutable; any thread.
 */
final class FieldName {

    /** A power of two, and several times the number of spellings. */
    private static final int SLOTS = 1024;

    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "proxy-authorization", "set-cookie");

    /** Another for each resource or each response. */
    private static final Set<String> CHANGING =
            Set.of(
                    "age",
                    "content-length",
                    "content-location",
                    "content-range",
                    "etag",
                    "if-modified-since",
                    "if-none-match",
                    "last-modified",
                    "location",
                    "retry-after",
                    "server-timing",
                    "traceparent",
                    "x-request-id");

    private static final String[] BEYOND_THE_STATIC_TABLE = {
        ":protocol",
        "access-control-allow-credentials",
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-expose-headers",
        "access-control-max-age",
        "access-control-request-headers",
        "access-control-request-method",
        "alt-svc",
        "connection",
        "content-security-policy",
        "cross-origin-embedder-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "dnt",
        "early-data",
        "forwarded",
        "grpc-accept-encoding",
        "grpc-encoding",
        "grpc-message",
        "grpc-status",
        "grpc-timeout",
        "origin",
        "permissions-policy",
        "pragma",
        "priority",
        "referrer-policy",
        "sec-ch-ua",
        "sec-ch-ua-mobile",
        "sec-ch-ua-platform",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-user",
        "sec-websocket-accept",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-protocol",
        "sec-websocket-version",
        "server-timing",
        "te",
        "timing-allow-origin",
        "traceparent",
        "tracestate",
        "trailer",
        "upgrade-insecure-requests",
        "x-content-type-options",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-frame-options",
        "x-powered-by",
        "x-real-ip",
        "x-request-id",
        "x-requested-with",
        "x-xss-protection"
    };

    /** Those whose words do not just begin with a capital. */
    private static final Map<String, String> SPELT_SPECIALLY =
            Map.of(
                    "dnt", "DNT",
                    "etag", "ETag",
                    "sec-websocket-accept", "Sec-WebSocket-Accept",
                    "sec-websocket-extensions", "Sec-WebSocket-Extensions",
                    "sec-websocket-protocol", "Sec-WebSocket-Protocol",
                    "te", "TE",
                    "www-authenticate", "WWW-Authenticate",
                    "x-xss-protection", "X-XSS-Protection");

    private static final @Nullable String[] SPELLINGS = new @Nullable String[SLOTS];
    private static final @Nullable FieldName[] NAMES = new @Nullable FieldName[SLOTS];

    static {
        for (int i = StaticTable.SIZE; i > 0; i--) {
            // Backwards, so that the first entry of a name gives it its index.
            add(new FieldName(StaticTable.name(i), i));
        }
        for (String text : BEYOND_THE_STATIC_TABLE) {
            add(new FieldName(text, 0));
        }
    }

    private final String text;
    private final int staticIndex;
    private final Indexing indexing;

    private FieldName(String text, int staticIndex) {
        this.text = text;
        this.staticIndex = staticIndex;
        this.indexing =
                SECRET.contains(text)
                        ? Indexing.NEVER
                        : CHANGING.contains(text) ? Indexing.WITHOUT : Indexing.INCREMENTAL;
    }

    private static void add(FieldName name) {
        put(name.text, name);
        put(capitalized(name.text), name);
        put(SPELT_SPECIALLY.getOrDefault(name.text, name.text), name);
    }

    private static void put(String spelling, FieldName name) {
        int slot = slot(spelling.hashCode());
        while (SPELLINGS[slot] != null && !spelling.equals(SPELLINGS[slot])) {
            slot = next(slot);
        }
        SPELLINGS[slot] = spelling;
        NAMES[slot] = name;
    }

    private static String capitalized(String text) {
        StringBuilder words = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (i == 0 || text.charAt(i - 1) == '-') {
                words.setCharAt(i, Character.toUpperCase(text.charAt(i)));
            }
        }
        return words.toString();
    }

    /** The name that is spelt so; null if it is not known, or not in this spelling. */
    static @Nullable FieldName of(String spelling) {
        int slot = slot(spelling.hashCode());
        while (true) {
            String found = SPELLINGS[slot];
            if (found == null) {
                return null;
            }
            if (found.equals(spelling)) {
                return NAMES[slot];
            }
            slot = next(slot);
        }
    }

    /** The text of bytes in ISO 8859-1: one that is known, or a new one. */
    static String text(byte[] bytes, int start, int length) {
        int hash = 0;
        for (int i = start; i < start + length; i++) {
            // As String does it, for the table is sought by that.
            hash = 31 * hash + (bytes[i] & 0xFF);
        }
        int slot = slot(hash);
        while (true) {
            String found = SPELLINGS[slot];
            if (found == null) {
                return Latin1.text(bytes, start, length);
            }
            if (Latin1.isEqual(found, bytes, start, length)) {
                return found;
            }
            slot = next(slot);
        }
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 10 ^ hash >>> 20) & (SLOTS - 1);
    }

    private static int next(int slot) {
        return (slot + 1) & (SLOTS - 1);
    }

    /** In lower case, as HTTP/2 has it (RFC 9113 §8.2). */
    String text() {
        return text;
    }

    /** Its first index in the static table; 0 if it is not there. */
    int staticIndex() {
        return staticIndex;
    }

    Indexing indexing() {
        return indexing;
    }

    /** In lower case, whatever it is. */
    static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
