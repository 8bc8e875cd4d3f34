package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The end of what was compressed so far, to which what follows may refer (RFC 7692 §7.1.1): later
 * messages, if the context is taken over, and what comes after a block that says it is the last.
 *
 * <p>Kept as text and not as a zlib stream, which takes up to eight times as much and is of the C
 * heap. Confined to the connection's strand.
 */
final class SlidingWindow {

    /** DEFLATE refers no further back (RFC 1951 §2). */
    static final int MAX_BYTES = 1 << 15;

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int length;

    /** Appends what remains in {@code text}, whose position stays where it is. */
    void append(ByteBuffer text) {
        int added = Math.min(text.remaining(), MAX_BYTES);
        if (added == 0) {
            return;
        }
        int kept = Math.min(length, MAX_BYTES - added);
        makeRoom(kept + added);
        System.arraycopy(bytes, length - kept, bytes, 0, kept);
        text.get(text.limit() - added, bytes, kept, added);
        length = kept + added;
    }

    private void makeRoom(int needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, Math.max(needed, 2 * bytes.length)));
        }
    }

    /** Forgets everything. */
    void clear() {
        bytes = NONE;
        length = 0;
    }

    /** A stream that begins, and is raw DEFLATE, is referred to all of the window. */
    void prime(Inflater inflater) {
        if (length > 0) {
            inflater.setDictionary(bytes, 0, length);
        }
    }

    /**
     * A stream that begins, and is raw DEFLATE, refers to the end of the window.
     *
     * @param mostBytes how far back, for each byte takes time
     */
    void prime(Deflater deflater, int mostBytes) {
        int primed = Math.min(length, mostBytes);
        if (primed > 0) {
            deflater.setDictionary(bytes, length - primed, primed);
        }
    }
}
