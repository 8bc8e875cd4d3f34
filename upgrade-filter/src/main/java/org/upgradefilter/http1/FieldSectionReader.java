package org.upgradefilter.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.upgradefilter.http.Field;

/**
 * Reads the field lines of a head or a trailer section, up to the empty line (RFC 9112 §5).
 *
 * <p>Confined to the connection's strand.
 */
final class FieldSectionReader {

    private static final int TOO_LARGE = 431;

    private final LineReader lines = new LineReader();
    private final Http1Limits limits;

    private List<Field> fields = new ArrayList<>();
    private int readBytes;

    FieldSectionReader(Http1Limits limits) {
        this.limits = limits;
    }

    /**
     * Consumes complete lines from {@code src}, a heap buffer; an incomplete one is left there.
     *
     * @return true if the section is complete
     * @throws Http1Exception with 431 if it is too large, 400 if a line is no field line
     */
    boolean read(ByteBuffer src) {
        while (true) {
            int missing = limits.maxFieldsBytes() - readBytes;
            int length = lines.find(src, Math.min(missing, Http1Limits.MAX_LINE_BYTES), TOO_LARGE);
            if (length <= 0) {
                if (length == 0) {
                    LineReader.skip(src, 0);
                }
                return length == 0;
            }
            if (fields.size() == limits.maxFields()) {
                throw new Http1Exception(TOO_LARGE, "too many fields");
            }
            readBytes += length;
            fields.add(field(src.array(), src.arrayOffset() + src.position(), length));
            LineReader.skip(src, length);
        }
    }

    /** The fields of a section that is complete; another one may be read then. */
    List<Field> take() {
        List<Field> taken = fields;
        fields = new ArrayList<>(taken.size());
        readBytes = 0;
        return taken;
    }

    /** True if something of the section was seen. */
    boolean isBegun() {
        return readBytes > 0 || lines.isWithinLine();
    }

    private static Field field(byte[] bytes, int start, int length) {
        int end = start + length;
        int colon = start;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            throw Http1Exception.badRequest("a field line without a colon");
        }
        int from = colon + 1;
        while (from < end && isWhitespace(bytes[from])) {
            from++;
        }
        while (end > from && isWhitespace(bytes[end - 1])) {
            end--;
        }
        try {
            // Neither a folded line (§5.2) nor one with space before its colon (§5.1) has a token
            // for a name.
            return new Field(
                    new String(bytes, start, colon - start, StandardCharsets.ISO_8859_1),
                    new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException malformed) {
            throw Http1Exception.badRequest("a malformed field line");
        }
    }

    private static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\t';
    }
}
