package org.upgradefilter.http;

/** The characters of request targets (RFC 9112 §3.2, RFC 9113 §8.3.1). */
public final class TargetText {

    /** Visible characters that no URI has (RFC 3986 §2), and the one that begins a fragment. */
    private static final String NEVER = "\"#<>\\^`{|}";

    private TargetText() {}

    /** True if a request target may have all characters of {@code text}. */
    public static boolean isValid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || NEVER.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
