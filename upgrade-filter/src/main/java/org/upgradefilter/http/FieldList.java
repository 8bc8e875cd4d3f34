package org.upgradefilter.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A field value that is a comma-separated list (RFC 9110 §5.6.1), possibly spread over several
 * field lines (§5.3).
 */
public final class FieldList {

    private FieldList() {}

    /**
     * The members of the combined lines in order, without surrounding white space. Empty members
     * are ignored (§5.6.1.2); a comma inside a quoted string separates nothing (§5.6.4).
     */
    public static List<String> members(Iterable<String> lines) {
        List<String> members = new ArrayList<>();
        for (String line : lines) {
            split(line, ',', members);
        }
        return members;
    }

    /**
     * The members of the combined lines where all of them are tokens, as in {@code Connection}, or
     * at least no quoted string may stand: every comma separates, so that a stray quote hides
     * nothing that follows.
     */
    public static List<String> tokens(Iterable<String> lines) {
        List<String> members = new ArrayList<>();
        for (String line : lines) {
            for (String member : line.split(",", -1)) {
                add(member, members);
            }
        }
        return members;
    }

    /** True if every quoted string of the line ends. */
    public static boolean isBalanced(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            }
        }
        return !quoted;
    }

    /** The parts of one member that semicolons separate, as parameters are (§5.6.6). */
    public static List<String> parameters(String member) {
        List<String> parts = new ArrayList<>();
        split(member, ';', parts);
        return parts;
    }

    private static void split(String line, char separator, List<String> parts) {
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (c == separator && !quoted) {
                add(line.substring(start, i), parts);
                start = i + 1;
            }
        }
        add(line.substring(start), parts);
    }

    private static void add(String part, List<String> parts) {
        String trimmed = trim(part);
        if (!trimmed.isEmpty()) {
            parts.add(trimmed);
        }
    }

    /** Without leading and trailing {@code OWS}: space and tab only (§5.6.3). */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isWhitespace(char c) {
        return c == ' ' || c == '\t';
    }
}
