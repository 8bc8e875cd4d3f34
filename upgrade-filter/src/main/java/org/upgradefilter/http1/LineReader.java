package org.upgradefilter.http1;

import java.nio.ByteBuffer;

/**
 * Finds lines that end with CR LF and nothing else (RFC 9112 §2.2), split anywhere.
 *
 * <p>No line holds another control character than the tab (RFC 9110 §5.5).
 *
 * <p>Confined to the connection's strand. Remembers how far an incomplete line was looked at, so
 * that one that comes byte by byte costs no more than another.
 */
final class LineReader {

    private static final int DEL = 0x7F;

    private int lookedAtBytes;

    /**
     * Looks for a line at the position of {@code src}, a heap buffer, and moves nothing. Until the
     * line is complete, {@code src} must hold it from its beginning.
     *
     * @param tooLongStatus the status of a line of more than {@code maxBytes}
     * @return the length of the line without its end; -1 if it is not complete
     * @throws Http1Exception with 400 if a CR or LF stands alone, or another control character is
     *     found
     */
    int find(ByteBuffer src, long maxBytes, int tooLongStatus) {
        byte[] bytes = src.array();
        int start = src.arrayOffset() + src.position();
        int end = src.arrayOffset() + src.limit();
        int at = start + lookedAtBytes;
        while (at < end && isText(bytes[at])) {
            at++;
        }
        int length = at - start;
        if (length > maxBytes) {
            throw new Http1Exception(tooLongStatus, "a line is too long");
        }
        if (at < end && bytes[at] != '\r') {
            throw Http1Exception.badRequest(
                    bytes[at] == '\n' ? "a line ends without CR" : "a control character");
        }
        if (at + 1 >= end) {
            lookedAtBytes = length;
            return -1;
        }
        if (bytes[at + 1] != '\n') {
            throw Http1Exception.badRequest("a CR stands alone");
        }
        lookedAtBytes = 0;
        return length;
    }

    /** True if part of a line was seen. */
    boolean isWithinLine() {
        return lookedAtBytes > 0;
    }

    /** Moves {@code src} behind a line that was found. */
    static void skip(ByteBuffer src, int length) {
        src.position(src.position() + length + 2);
    }

    // Bytes of 0x80 and above are obs-text, and negative here.
    private static boolean isText(byte b) {
        return (b >= ' ' && b != DEL) || b < 0 || b == '\t';
    }
}
