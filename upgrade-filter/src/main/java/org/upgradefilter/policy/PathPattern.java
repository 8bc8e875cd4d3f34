package org.upgradefilter.policy;

import java.util.Comparator;

/**
 * A URL pattern of the Servlet specification (§12.2): exact ({@code /chat}), prefix ({@code
 * /devices/*}), extension ({@code *.ws}) or everything ({@code /*}).
 *
 * <p>{@code /} is the path of the root alone, not everything as in a servlet mapping.
 *
 * <p>Matched against the decoded path within the web application, never decoded again. In order,
 * the exact come first, then the longest prefix, then extensions (§12.1).
 */
public final class PathPattern implements Comparable<PathPattern> {

    private static final Comparator<PathPattern> BEST_MATCH_FIRST =
            Comparator.comparing((PathPattern path) -> path.kind)
                    .thenComparing(path -> path.literal.length(), Comparator.reverseOrder())
                    .thenComparing(path -> path.literal);

    /** The one that wins over the others comes first. */
    private enum Kind {
        EXACT,
        PREFIX,
        EXTENSION
    }

    private final String pattern;
    private final Kind kind;

    /** What is compared: the path, the prefix without its {@code /*}, or the dot and extension. */
    private final String literal;

    private PathPattern(String pattern, Kind kind, String literal) {
        this.pattern = pattern;
        this.kind = kind;
        this.literal = literal;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none of these forms; the message says what is wrong
     */
    public static PathPattern of(String pattern) {
        if (pattern.startsWith("*.")
                && pattern.length() > 2
                && pattern.indexOf('*', 1) < 0
                && pattern.indexOf('/') < 0) {
            return new PathPattern(pattern, Kind.EXTENSION, pattern.substring(1));
        }
        if (pattern.startsWith("*.")) {
            throw malformed(pattern, "an extension is not empty and has neither / nor *");
        }
        if (!pattern.startsWith("/")) {
            throw malformed(pattern, "it must begin with / or *.");
        }
        if (pattern.indexOf('?') >= 0) {
            throw malformed(pattern, "rules see the path alone, without a query");
        }
        if (pattern.endsWith("/*")) {
            String prefix = pattern.substring(0, pattern.length() - 2);
            if (prefix.indexOf('*') < 0) {
                return new PathPattern(pattern, Kind.PREFIX, prefix);
            }
        }
        if (pattern.indexOf('*') >= 0) {
            throw malformed(pattern, "* may only stand in a final /* or an initial *.");
        }
        return new PathPattern(pattern, Kind.EXACT, pattern);
    }

    private static IllegalArgumentException malformed(String pattern, String why) {
        return new IllegalArgumentException(
                "\"" + pattern + "\" is not a URL pattern of the Servlet specification: " + why);
    }

    /** True if {@code path} matches. Allocates nothing. */
    public boolean matches(String path) {
        return switch (kind) {
            case EXACT -> path.equals(literal);
            case PREFIX ->
                    path.startsWith(literal)
                            && (path.length() == literal.length()
                                    || path.charAt(literal.length()) == '/');
            case EXTENSION -> path.endsWith(literal);
        };
    }

    /** True if some path matches both. */
    public boolean overlaps(PathPattern other) {
        return covers(other)
                || other.covers(this)
                || (kind != other.kind && kind != Kind.EXACT && other.kind != Kind.EXACT);
    }

    /** True if every path that matches {@code other} matches this as well. */
    boolean covers(PathPattern other) {
        return switch (other.kind) {
            case EXACT -> matches(other.literal);
            case PREFIX -> kind == Kind.PREFIX && matches(other.literal);
            case EXTENSION ->
                    kind == Kind.EXTENSION ? matches(other.literal) : pattern.equals("/*");
        };
    }

    /**
     * True if the path that {@code first} and {@code rest} make together matches. Allocates
     * nothing.
     */
    boolean matches(String first, String rest) {
        if (rest.isEmpty()) {
            return matches(first);
        }
        int length = first.length() + rest.length();
        return switch (kind) {
            case EXACT -> length == literal.length() && hasAt(first, rest, 0);
            case PREFIX ->
                    length >= literal.length()
                            && hasAt(first, rest, 0)
                            && (length == literal.length()
                                    || charAt(first, rest, literal.length()) == '/');
            case EXTENSION ->
                    length >= literal.length() && hasAt(first, rest, length - literal.length());
        };
    }

    /** True if the literal stands at {@code from}, where there is room for it. */
    private boolean hasAt(String first, String rest, int from) {
        for (int i = 0; i < literal.length(); i++) {
            if (charAt(first, rest, from + i) != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char charAt(String first, String rest, int index) {
        return index < first.length() ? first.charAt(index) : rest.charAt(index - first.length());
    }

    @Override
    public int compareTo(PathPattern other) {
        return BEST_MATCH_FIRST.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern that && that.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return pattern;
    }
}
