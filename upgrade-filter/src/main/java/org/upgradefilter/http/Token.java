package org.upgradefilter.http;

/** The {@code token} of RFC 9110 §5.6.2: one or more {@code tchar}. */
public final class Token {

    private static final String SPECIALS = "!#$%&'*+-.^_`|~";

    private Token() {}

    /** True if {@code text} is a token; false if it is empty. */
    public static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    /** True for a {@code tchar}. */
    public static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || SPECIALS.indexOf(c) >= 0;
    }
}
