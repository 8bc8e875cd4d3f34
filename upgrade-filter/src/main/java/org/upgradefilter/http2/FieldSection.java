package org.upgradefilter.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Token;

/**
 * Collects the fields of one block and looks whether they are well-formed (RFC 9113 §8.2, §8.3).
 * What is too large is heard to its end and not kept, so that the table stays in step.
 *
 * <p>For one block; confined to the connection's strand.
 */
final class FieldSection implements FieldSink {

    /** Added to each field when a section is measured (§6.5.2). */
    private static final int ENTRY_BYTES = 32;

    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

    private final Http2Limits limits;
    private final List<Field> fields = new ArrayList<>();

    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private @Nullable String protocol;

    private @Nullable String fault;
    private long bytes;
    private boolean tooLarge;

    FieldSection(Http2Limits limits) {
        this.limits = limits;
    }

    @Override
    public void field(String name, String value) {
        bytes += name.length() + value.length() + ENTRY_BYTES;
        if (tooLarge || fault != null) {
            return;
        }
        if (bytes > limits.maxFieldsBytes() || fields.size() == limits.maxFields()) {
            tooLarge = true;
        } else if (name.startsWith(":")) {
            pseudo(name, value);
        } else {
            regular(name, value);
        }
    }

    private void pseudo(String name, String value) {
        if (!fields.isEmpty()) {
            fault = "a pseudo-header field behind others";
            return;
        }
        String before;
        switch (name) {
            case ":method" -> {
                before = method;
                method = value;
            }
            case ":scheme" -> {
                before = scheme;
                scheme = value;
            }
            case ":authority" -> {
                before = authority;
                authority = value;
            }
            case ":path" -> {
                before = path;
                path = value;
            }
            case ":protocol" -> {
                before = protocol;
                protocol = value;
            }
            default -> {
                fault = "a pseudo-header field that no request has";
                return;
            }
        }
        if (before != null) {
            fault = "a pseudo-header field twice";
        }
    }

    private void regular(String name, String value) {
        if (OF_A_CONNECTION.contains(name)) {
            fault = "a field that is for a connection of HTTP/1";
        } else if (name.equals("te") && !value.equalsIgnoreCase("trailers")) {
            fault = "TE is not trailers";
        } else if (!isLowerCase(name) || hasSpaceAround(value)) {
            fault = "a malformed field";
        } else {
            try {
                fields.add(new Field(name, value));
            } catch (IllegalArgumentException malformed) {
                fault = "a malformed field";
            }
        }
    }

    private static boolean isLowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return Token.isToken(name);
    }

    // §8.2.1
    private static boolean hasSpaceAround(String value) {
        return !value.isEmpty()
                && (isSpace(value.charAt(0)) || isSpace(value.charAt(value.length() - 1)));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** What is malformed; null if nothing is. */
    @Nullable String fault() {
        return fault;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    boolean hasPseudoFields() {
        return method != null
                || scheme != null
                || authority != null
                || path != null
                || protocol != null;
    }

    @Nullable String method() {
        return method;
    }

    @Nullable String scheme() {
        return scheme;
    }

    @Nullable String authority() {
        return authority;
    }

    @Nullable String path() {
        return path;
    }

    @Nullable String protocol() {
        return protocol;
    }

    List<Field> fields() {
        return fields;
    }
}
