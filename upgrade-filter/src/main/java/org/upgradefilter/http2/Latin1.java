package org.upgradefilter.http2;

import java.nio.charset.StandardCharsets;

/** Text of ISO 8859-1, a byte for a character. */
final class Latin1 {

    private Latin1() {}

    static String text(byte[] bytes, int start, int length) {
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    static boolean isEqual(String text, byte[] bytes, int start, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != (bytes[start + i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** The text itself, if it has no other character; else with question marks for those. */
    static String of(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        if (all <= 0xFF) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            bytes[i] = (byte) (c <= 0xFF ? c : '?');
        }
        return text(bytes, 0, bytes.length);
    }

    /** Writes a text that is in ISO 8859-1 to where there is room for it. */
    @SuppressWarnings("deprecation") // What is said against it is what is wanted: low bytes alone.
    static void put(String text, byte[] dst, int start) {
        text.getBytes(0, text.length(), dst, start);
    }
}
