package org.upgradefilter.http;

/**
 * One field line (RFC 9110 §5.2).
 *
 * @param name a token, spelled as it goes over the wire
 * @param value without line breaks
 */
public record Field(String name, String value) {

    /**
     * @throws IllegalArgumentException if the name is no token, or the value could end the line
     */
    public Field {
        if (!Token.isToken(name)) {
            throw new IllegalArgumentException("a field name must be a token: " + name);
        }
        if (hasLineEnd(value)) {
            throw new IllegalArgumentException("the value of " + name + " has a line break");
        }
    }

    private static boolean hasLineEnd(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (endsLine(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the low byte, for that is what some write of a character. */
    private static boolean endsLine(char c) {
        int written = c & 0xff;
        return written == '\r' || written == '\n' || written == 0;
    }
}
