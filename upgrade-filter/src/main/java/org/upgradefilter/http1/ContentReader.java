package org.upgradefilter.http1;

import java.nio.ByteBuffer;
import java.util.List;
import org.upgradefilter.http.Field;

/**
 * Reads the content of one request from bytes split anywhere (RFC 9112 §6.2, §7.1).
 *
 * <pre>
 *   chunked-body = *chunk last-chunk trailer-section CRLF
 *   chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 *   last-chunk   = 1*("0") [ chunk-ext ] CRLF
 * </pre>
 *
 * <p>Confined to the connection's strand. Keeps no content, and trailers only.
 */
final class ContentReader {

    /** What fits into a {@code long} whatever the digits. */
    private static final int MAX_SIZE_DIGITS = 15;

    /** How much longer than the content so far its extensions may be (§7.1.1). */
    private static final int MAX_EXTENSION_BYTES = 4 * 1024;

    private final FieldSectionReader trailerLines;
    private Awaited awaited;

    /** Of the content, or of the chunk. */
    private long missingBytes;

    private int sizeDigits;
    private long extensionBytes;
    private List<Field> trailers = List.of();

    /**
     * @param contentLength in bytes, or {@link Framing#CHUNKED}
     */
    ContentReader(long contentLength, Http1Limits limits) {
        trailerLines = new FieldSectionReader(limits);
        missingBytes = Math.max(contentLength, 0);
        if (contentLength == Framing.CHUNKED) {
            awaited = Awaited.SIZE;
        } else {
            awaited = contentLength == 0 ? Awaited.NOTHING : Awaited.CONTENT;
        }
    }

    /**
     * Moves content from {@code src}, a heap buffer, to {@code dst}, as far as there is any and
     * room for it, and consumes what stands between. After an exception nothing more can be read.
     *
     * @throws Http1Exception with 400 if a chunk is malformed, 431 if there are too many trailers
     */
    void read(ByteBuffer src, ByteBuffer dst) {
        while (awaited != Awaited.NOTHING && src.hasRemaining()) {
            if (awaited.isContent()) {
                if (!dst.hasRemaining()) {
                    return;
                }
                move(src, dst);
            } else if (awaited == Awaited.TRAILERS) {
                if (!trailerLines.read(src)) {
                    return;
                }
                trailers = List.copyOf(trailerLines.take());
                awaited = Awaited.NOTHING;
            } else {
                awaited = after(src.get());
            }
        }
    }

    /** How many bytes may come next that are content and nothing else. */
    long directBytes() {
        return awaited.isContent() ? missingBytes : 0;
    }

    /** So many of them have gone past this reader. */
    void skipped(int bytes) {
        missingBytes -= bytes;
        endOfContent();
    }

    /** True if all has been read. */
    boolean isComplete() {
        return awaited == Awaited.NOTHING;
    }

    /** True if more than {@code bytes} are missing for certain. */
    boolean lacksMoreThan(long bytes) {
        return awaited.isContent() && missingBytes > bytes;
    }

    /** The trailer fields, once {@link #isComplete}. */
    List<Field> trailers() {
        return trailers;
    }

    private void move(ByteBuffer src, ByteBuffer dst) {
        int count = (int) Math.min(missingBytes, Math.min(src.remaining(), dst.remaining()));
        dst.put(dst.position(), src, src.position(), count);
        dst.position(dst.position() + count);
        src.position(src.position() + count);
        skipped(count);
    }

    private void endOfContent() {
        if (missingBytes == 0) {
            awaited = awaited == Awaited.CONTENT ? Awaited.NOTHING : Awaited.CR_AFTER_CHUNK;
        }
    }

    private Awaited after(byte b) {
        return switch (awaited) {
            case SIZE -> afterSize(b);
            case SPACE_BEFORE_EXTENSION -> {
                if (b == ' ' || b == '\t') {
                    count();
                    yield awaited;
                }
                yield require(b, ';', Awaited.EXTENSION);
            }
            case EXTENSION -> {
                if (b == '\r') {
                    yield Awaited.LF_AFTER_SIZE;
                }
                if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
                    throw Http1Exception.badRequest("a control character in a chunk extension");
                }
                count();
                yield awaited;
            }
            case LF_AFTER_SIZE -> require(b, '\n', afterSizeLine());
            case CR_AFTER_CHUNK -> require(b, '\r', Awaited.LF_AFTER_CHUNK);
            case LF_AFTER_CHUNK -> require(b, '\n', Awaited.SIZE);
            case CONTENT, CHUNK, TRAILERS, NOTHING ->
                    throw new IllegalStateException("not read byte by byte: " + awaited);
        };
    }

    private Awaited afterSize(byte b) {
        int digit = Character.digit((char) b, 16);
        // Character.digit() takes digits of other scripts, but no byte is one.
        if (b >= 0 && digit >= 0) {
            sizeDigits++;
            if (sizeDigits > MAX_SIZE_DIGITS) {
                throw Http1Exception.badRequest("a chunk is too large");
            }
            missingBytes = missingBytes << 4 | digit;
            return Awaited.SIZE;
        }
        if (sizeDigits == 0) {
            throw Http1Exception.badRequest("a chunk without a size");
        }
        return switch (b) {
            case '\r' -> Awaited.LF_AFTER_SIZE;
            case ';' -> Awaited.EXTENSION;
            case ' ', '\t' -> Awaited.SPACE_BEFORE_EXTENSION;
            default -> throw Http1Exception.badRequest("a malformed chunk size");
        };
    }

    private Awaited afterSizeLine() {
        sizeDigits = 0;
        extensionBytes = Math.max(0, extensionBytes - missingBytes);
        return missingBytes == 0 ? Awaited.TRAILERS : Awaited.CHUNK;
    }

    private void count() {
        extensionBytes++;
        if (extensionBytes > MAX_EXTENSION_BYTES) {
            throw Http1Exception.badRequest("too many chunk extensions");
        }
    }

    private static Awaited require(byte b, char expected, Awaited next) {
        if (b != expected) {
            throw Http1Exception.badRequest("a malformed chunk");
        }
        return next;
    }

    /** What the next bytes are. */
    private enum Awaited {
        CONTENT,
        SIZE,
        SPACE_BEFORE_EXTENSION,
        EXTENSION,
        LF_AFTER_SIZE,
        CHUNK,
        CR_AFTER_CHUNK,
        LF_AFTER_CHUNK,
        TRAILERS,
        NOTHING;

        boolean isContent() {
            return this == CONTENT || this == CHUNK;
        }
    }
}
