package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 that comes in pieces, strictly (RFC 3629 §4): nothing overlong, no surrogates,
 * nothing above U+10FFFF.
 *
 * <p>A sequence that can no longer become a code point is refused at the byte that spoils it, not
 * when the message ends (RFC 6455 §8.1). The JDK's {@code CharsetDecoder} would wait for the third
 * byte of a surrogate, {@code ED A0}.
 *
 * <p>Confined to the connection's strand. Keeps at most 3 bytes between calls.
 */
final class Utf8Decoder {

    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    /** The beginning of a code point that is not yet complete. */
    private final byte[] begun = new byte[3];

    private int begunBytes;

    /** How many bytes the code point that has begun lacks, and what the next of them may be. */
    private int missingBytes;

    private int lowest;
    private int highest;

    /**
     * Decodes the whole of {@code piece}, up to the last code point that is complete with it.
     *
     * @param part after the last piece the decoder is ready for another message
     * @return whole code points; empty if none is complete
     * @throws WebSocketException with 1007 if this is no UTF-8, or the last piece ends within a
     *     code point; then nothing more can be decoded
     */
    String decode(ByteBuffer piece, MessageSink.Part part) {
        int wholeBytes = check(piece);
        if (part == MessageSink.Part.LAST && missingBytes > 0) {
            throw invalid();
        }
        String text = wholeBytes == 0 ? "" : take(piece, wholeBytes);
        int restBytes = piece.remaining();
        piece.get(begun, begunBytes, restBytes);
        begunBytes += restBytes;
        return text;
    }

    /** How many bytes of {@code piece} reach to the end of its last complete code point. */
    private int check(ByteBuffer piece) {
        int start = piece.position();
        int end = piece.limit();
        int whole = start;
        int at = start;
        while (at < end) {
            int next = piece.get(at);
            if (missingBytes > 0) {
                proceed(next & 0xFF);
                at++;
            } else if (next < 0) {
                begin(next & 0xFF);
                at++;
            } else {
                at = skipAscii(piece, at + 1);
            }
            if (missingBytes == 0) {
                whole = at;
            }
        }
        return whole - start;
    }

    /** The index of the first byte from {@code start} that is not ASCII, or the limit. */
    private static int skipAscii(ByteBuffer piece, int start) {
        int end = piece.limit();
        int at = start;
        while (at <= end - Long.BYTES && (piece.getLong(at) & NON_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < end && piece.get(at) >= 0) {
            at++;
        }
        return at;
    }

    /** The first byte of a code point, and what may follow it: the table of RFC 3629 §4. */
    private void begin(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            throw invalid();
        }
        missingBytes = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }

    private void proceed(int next) {
        if (next < lowest || next > highest) {
            throw invalid();
        }
        missingBytes--;
        lowest = 0x80;
        highest = 0xBF;
    }

    /** What had begun, and {@code wholeBytes} of {@code piece}: already checked. */
    private String take(ByteBuffer piece, int wholeBytes) {
        if (begunBytes == 0 && piece.hasArray()) {
            int start = piece.position();
            piece.position(start + wholeBytes);
            return new String(
                    piece.array(), piece.arrayOffset() + start, wholeBytes, StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[begunBytes + wholeBytes];
        System.arraycopy(begun, 0, bytes, 0, begunBytes);
        piece.get(bytes, begunBytes, wholeBytes);
        begunBytes = 0;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static WebSocketException invalid() {
        return new WebSocketException(CloseCode.INVALID_PAYLOAD, "text is not UTF-8");
    }
}
