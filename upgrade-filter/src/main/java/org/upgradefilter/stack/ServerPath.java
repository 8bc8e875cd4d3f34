package org.upgradefilter.stack;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The path of a request target, before any container has mapped it to an application: decoded, and
 * without parameters ({@code ;jsessionid=…}).
 *
 * <p>Containers differ in what they make of dot segments, empty segments and encoded slashes, so a
 * path with any of them is none here.
 */
final class ServerPath {

    private ServerPath() {}

    /** Of a target in origin form (RFC 9112 §3.2.1); empty for all others. */
    static Optional<String> of(String target) {
        int query = target.indexOf('?');
        String raw = query < 0 ? target : target.substring(0, query);
        if (!raw.startsWith("/")) {
            return Optional.empty();
        }
        StringBuilder path = new StringBuilder();
        String[] segments = raw.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean isLast = i == segments.length - 1;
            Optional<String> segment = segment(segments[i]);
            if (segment.isEmpty() || (segment.get().isEmpty() && !isLast)) {
                return Optional.empty();
            }
            path.append('/').append(segment.get());
        }
        return Optional.of(path.toString());
    }

    private static Optional<String> segment(String raw) {
        int parameters = raw.indexOf(';');
        return decoded(parameters < 0 ? raw : raw.substring(0, parameters))
                .filter(segment -> !segment.equals(".") && !segment.equals(".."))
                .filter(segment -> segment.chars().noneMatch(ServerPath::isAmbiguous));
    }

    private static boolean isAmbiguous(int c) {
        return c == '/' || c == '\\' || c < ' ' || c == 0x7F;
    }

    private static Optional<String> decoded(String raw) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i);
            if (c > 0xFF) {
                return Optional.empty();
            }
            if (c != '%') {
                bytes[length++] = (byte) c;
                i++;
                continue;
            }
            int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
            if (value < 0) {
                return Optional.empty();
            }
            bytes[length++] = (byte) value;
            i += 3;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, 0, length))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The byte that two hexadecimal digits make; negative if they are none. */
    private static int hex(char... digits) {
        int value = 0;
        for (char digit : digits) {
            int next = Character.digit(digit, 16);
            // Other scripts have digits, too.
            if (next < 0 || digit > 'f') {
                return -1;
            }
            value = value * 16 + next;
        }
        return value;
    }
}
