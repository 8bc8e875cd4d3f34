package org.upgradefilter.http2;

import java.nio.ByteBuffer;

/**
 * Reads blocks of compressed fields (RFC 7541 §3, §5, §6).
 *
 * <p>Names and values that come from a table are the same String each time, so a block costs what
 * its bytes and its fields do, whatever they refer to. How many fields there may be, and how large,
 * is for the {@link FieldSink} to say. Confined to the connection's strand; between two blocks only
 * the table is kept.
 */
final class HpackDecoder {

    /** What a table may have before anybody speaks of it (RFC 9113 §6.5.2). */
    static final int INITIAL_TABLE_BYTES = 4096;

    private static final byte[] NONE = {};

    /** What scratch space begins with, at most. */
    private static final int USUAL_STRING_BYTES = 256;

    /** The most that five bytes after the prefix are moved by. */
    private static final int MAX_SHIFT = 28;

    private final int maxTableBytes;
    private final DynamicTable table = new DynamicTable(INITIAL_TABLE_BYTES);

    private byte[] block = NONE;
    private int next;
    private int end;

    /** Where a string is decoded to. */
    private byte[] scratch = NONE;

    /**
     * @param maxTableBytes what our SETTINGS grant: 4096, which the peer relies on before it has
     *     heard them, or more
     */
    HpackDecoder(int maxTableBytes) {
        if (maxTableBytes < INITIAL_TABLE_BYTES) {
            throw new IllegalArgumentException("a table may have 4096 bytes at least");
        }
        this.maxTableBytes = maxTableBytes;
    }

    /**
     * Decodes one block.
     *
     * @param whole all of it, on the heap; nothing remains of it, and none of it is kept
     * @throws Http2Exception COMPRESSION_ERROR if the block is not valid; no other can be decoded
     *     then, for what is in the table is not known any more
     */
    void decode(ByteBuffer whole, FieldSink sink) {
        block = whole.array();
        next = whole.arrayOffset() + whole.position();
        end = whole.arrayOffset() + whole.limit();
        whole.position(whole.limit());
        try {
            tableUpdates();
            while (next < end) {
                field(sink);
            }
        } finally {
            block = NONE;
            scratch = NONE;
        }
    }

    /** What the entries of the table count (§4.1). */
    int tableBytes() {
        return table.bytes();
    }

    /** §4.2, §6.3: the size of the table changes before the first field only. */
    private void tableUpdates() {
        while (next < end && (block[next] & 0xE0) == 0x20) {
            int bytes = integer(block[next++], 0x1F);
            if (bytes > maxTableBytes) {
                throw invalid("the header table would be larger than granted");
            }
            table.limit(bytes);
        }
    }

    private void field(FieldSink sink) {
        int first = block[next++];
        if ((first & 0x80) != 0) {
            indexed(integer(first, 0x7F), sink);
        } else if ((first & 0x40) != 0) {
            String name = name(integer(first, 0x3F));
            String value = value();
            table.add(name, value);
            sink.field(name, value);
        } else if ((first & 0x20) != 0) {
            throw invalid("the size of the header table changes behind a field");
        } else {
            // Indexed by nobody, be it never (§6.2.3) or not here (§6.2.2): we pass nothing on.
            String name = name(integer(first, 0x0F));
            sink.field(name, value());
        }
    }

    private void indexed(int index, FieldSink sink) {
        if (index == 0) {
            throw invalid("a field has the index 0");
        }
        if (index <= StaticTable.SIZE) {
            sink.field(StaticTable.name(index), StaticTable.value(index));
        } else {
            int age = age(index);
            sink.field(table.name(age), table.value(age));
        }
    }

    private String name(int index) {
        if (index == 0) {
            return newName();
        }
        return index <= StaticTable.SIZE ? StaticTable.name(index) : table.name(age(index));
    }

    /** §2.3.3. */
    private int age(int index) {
        int age = index - StaticTable.SIZE - 1;
        if (age >= table.entries()) {
            throw invalid("an index is beyond the tables");
        }
        return age;
    }

    private String newName() {
        int first = firstOfString();
        int length = length(first);
        int start = next;
        next += length;
        if (isPlain(first)) {
            return FieldName.text(block, start, length);
        }
        int decoded = decodeString(start, length);
        return FieldName.text(scratch, 0, decoded);
    }

    private String value() {
        int first = firstOfString();
        int length = length(first);
        int start = next;
        next += length;
        if (isPlain(first)) {
            return Latin1.text(block, start, length);
        }
        int decoded = decodeString(start, length);
        return Latin1.text(scratch, 0, decoded);
    }

    private int firstOfString() {
        if (next == end) {
            throw truncated();
        }
        return block[next++];
    }

    private static boolean isPlain(int first) {
        return (first & 0x80) == 0;
    }

    private int length(int first) {
        int length = integer(first, 0x7F);
        if (length > end - next) {
            throw truncated();
        }
        return length;
    }

    private int decodeString(int start, int length) {
        int needed = Huffman.maxDecodedBytes(length);
        if (needed > scratch.length) {
            int ahead = Huffman.maxDecodedBytes(length + end - next);
            scratch = new byte[Math.max(needed, Math.min(ahead, USUAL_STRING_BYTES))];
        }
        return Huffman.decode(block, start, length, scratch);
    }

    /**
     * Reads an integer (§5.1).
     *
     * @param first the byte it begins in, which was read
     * @param mask the bits of that byte which are its own
     */
    private int integer(int first, int mask) {
        int prefix = first & mask;
        return prefix < mask ? prefix : longInteger(mask);
    }

    private int longInteger(int prefix) {
        long value = prefix;
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            if (next == end) {
                throw truncated();
            }
            int more = block[next++];
            value += (more & 0x7FL) << shift;
            if (value > Integer.MAX_VALUE) {
                break;
            }
            if (more >= 0) {
                return (int) value;
            }
        }
        throw invalid("a number is too large");
    }

    private static Http2Exception truncated() {
        return invalid("a block of fields ends amid one");
    }

    private static Http2Exception invalid(String reason) {
        return new Http2Exception(ErrorCode.COMPRESSION_ERROR, reason);
    }
}
