package org.upgradefilter.sample;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a member of the chat is called: one line of at most 32 characters, all of which show. */
final class Nickname {

    static final int MAX_CHARS = 32;

    private Nickname() {}

    /**
     * The first {@code name} of a query, made fit to be shown; empty if it brings none.
     *
     * @param query as sent, without the question mark
     */
    static String fromQuery(@Nullable String query) {
        if (query == null) {
            return "";
        }
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith("name=")) {
                return fit(decode(parameter.substring("name=".length())));
            }
        }
        return "";
    }

    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    /** Without what does not show, with single spaces, cut to length; may be empty. */
    static String fit(String raw) {
        StringBuilder shown = new StringBuilder();
        raw.codePoints()
                .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(Nickname::shows)
                .forEach(shown::appendCodePoint);
        return cut(shown.toString().replaceAll(" +", " ").strip(), MAX_CHARS);
    }

    /** At most {@code maxChars} from the beginning, never half a code point. */
    static String cut(String name, int maxChars) {
        if (name.length() <= maxChars) {
            return name;
        }
        boolean insidePair =
                Character.isSurrogatePair(name.charAt(maxChars - 1), name.charAt(maxChars));
        return name.substring(0, insidePair ? maxChars - 1 : maxChars).strip();
    }

    private static boolean shows(int codePoint) {
        return switch (Character.getType(codePoint)) {
            // FORMAT has the marks that reverse the direction of writing
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
