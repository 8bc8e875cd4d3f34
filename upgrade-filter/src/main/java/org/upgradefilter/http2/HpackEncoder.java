package org.upgradefilter.http2;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks of compressed fields (RFC 7541 §3, §5, §6).
 *
 * <p>A field is put in the table when its name is not there, or when it has been sent lately: what
 * has another value each time does not push out what comes again. Secrets are never put there
 * (§7.1.3). Strings are Huffman coded where that is shorter.
 *
 * <p>Confined to the connection's strand. What one block calls must not be mixed with another's.
 */
final class HpackEncoder {

    /** The room {@link #begin} needs: two updates (§4.2), of a byte and five more. */
    static final int MAX_UPDATE_BYTES = 2 * 6;

    /** A byte that says how, with a name's index of five more, or two strings' lengths. */
    private static final int MAX_FRAMING_BYTES = 1 + 2 * 6;

    /** What a table may have before anybody speaks of it (RFC 9113 §6.5.2). */
    private static final int INITIAL_TABLE_BYTES = 4096;

    private static final int INDEXED = 0x80;
    private static final int INCREMENTAL = 0x40;
    private static final int TABLE_UPDATE = 0x20;
    private static final int NEVER = 0x10;
    private static final int WITHOUT = 0;
    private static final int HUFFMAN = 0x80;

    private static final int STATUS_200 = 8;
    private static final int FIRST_DYNAMIC = StaticTable.SIZE + 1;
    private static final int LITERALS = 16;

    private final int maxTableBytes;
    private final DynamicTable table = new DynamicTable(INITIAL_TABLE_BYTES);
    private final FieldIndex index = new FieldIndex(table);

    /** What the peer knows of the table. */
    private int announcedBytes = INITIAL_TABLE_BYTES;

    /** The smallest that {@link #table} has been since. */
    private int smallestBytes = INITIAL_TABLE_BYTES;

    /** The hashes of fields whose names were in the table and which were not; null if none. */
    private int @Nullable [] literals;

    /**
     * @param maxTableBytes what we are willing to use of the peer's memory, and of ours
     */
    HpackEncoder(int maxTableBytes) {
        this.maxTableBytes = maxTableBytes;
        peerTableBytes(INITIAL_TABLE_BYTES);
    }

    /**
     * Takes SETTINGS_HEADER_TABLE_SIZE of the peer; the next block tells what becomes of it. Not to
     * be called amid a block.
     *
     * @param bytes 0 to 2^32-1
     */
    void peerTableBytes(long bytes) {
        int allowed = (int) Math.min(bytes, maxTableBytes);
        smallestBytes = Math.min(smallestBytes, allowed);
        table.limit(allowed);
    }

    /**
     * Begins a block.
     *
     * @param dst on the heap, as all that follow, with room for {@link #MAX_UPDATE_BYTES}
     */
    void begin(ByteBuffer dst) {
        if (smallestBytes == announcedBytes && table.maxBytes() == announcedBytes) {
            return;
        }
        check(dst, MAX_UPDATE_BYTES);
        byte[] out = dst.array();
        int at = dst.arrayOffset() + dst.position();
        if (smallestBytes < Math.min(announcedBytes, table.maxBytes())) {
            at = integer(out, at, TABLE_UPDATE, 0x1F, smallestBytes);
        }
        at = integer(out, at, TABLE_UPDATE, 0x1F, table.maxBytes());
        dst.position(at - dst.arrayOffset());
        announcedBytes = table.maxBytes();
        smallestBytes = announcedBytes;
    }

    /** The most that {@link #encode} writes for a field. */
    static int maxBytes(String name, String value) {
        return MAX_FRAMING_BYTES + name.length() + value.length();
    }

    /** Writes {@code :status}, with as much room as any field of that length. */
    void encodeStatus(int status, ByteBuffer dst) {
        int found =
                switch (status) {
                    case 200 -> STATUS_200;
                    case 204 -> STATUS_200 + 1;
                    case 206 -> STATUS_200 + 2;
                    case 304 -> STATUS_200 + 3;
                    case 400 -> STATUS_200 + 4;
                    case 404 -> STATUS_200 + 5;
                    case 500 -> STATUS_200 + 6;
                    default -> 0;
                };
        if (found == 0) {
            encode(":status", Integer.toString(status), dst);
        } else {
            dst.put((byte) (INDEXED | found));
        }
    }

    /**
     * Writes a field.
     *
     * @param name in any case
     * @param value what is not in ISO 8859-1 is written as question marks
     * @param dst with room for {@link #maxBytes}
     * @throws BufferOverflowException if it has less; nothing has happened then
     */
    void encode(String name, String value, ByteBuffer dst) {
        check(dst, maxBytes(name, value));
        byte[] out = dst.array();
        int at = dst.arrayOffset() + dst.position();
        FieldName known = FieldName.of(name);
        String text = name;
        if (known == null) {
            text = FieldName.lowerCase(Latin1.of(name));
            known = FieldName.of(text);
        }
        if (known == null) {
            at = indexed(out, at, 0, text, value);
        } else {
            int nameIndex = known.staticIndex();
            text = known.text();
            at =
                    switch (known.indexing()) {
                        case NEVER -> literal(out, at, NEVER, nameIndex, text, value);
                        case WITHOUT -> literal(out, at, WITHOUT, nameIndex, text, value);
                        case INCREMENTAL -> indexed(out, at, nameIndex, text, value);
                    };
        }
        dst.position(at - dst.arrayOffset());
    }

    private int indexed(byte[] out, int at, int staticIndex, String name, String value) {
        for (int i = staticIndex; hasName(i, name); i++) {
            if (StaticTable.value(i).equals(value)) {
                return integer(out, at, INDEXED, 0x7F, i);
            }
        }
        int found = index.find(name, value);
        if (found >= 0) {
            return integer(out, at, INDEXED, 0x7F, FIRST_DYNAMIC + found);
        }
        int nameIndex = staticIndex;
        if (nameIndex == 0 && found != FieldIndex.ABSENT) {
            nameIndex = FIRST_DYNAMIC + (-1 - found);
        }
        String latin = Latin1.of(value);
        if (!isWorthIndexing(name, latin, found)) {
            return literal(out, at, WITHOUT, nameIndex, name, latin);
        }
        table.add(name, latin);
        index.added();
        return literal(out, at, INCREMENTAL, nameIndex, name, latin);
    }

    private static boolean hasName(int index, String name) {
        return index > 0 && index <= StaticTable.SIZE && StaticTable.name(index).equals(name);
    }

    private boolean isWorthIndexing(String name, String value, int found) {
        if (DynamicTable.bytes(name, value) > table.maxBytes() / 2) {
            return false;
        }
        if (found == FieldIndex.ABSENT) {
            return true;
        }
        int hash = 31 * name.hashCode() + value.hashCode();
        if (literals == null) {
            literals = new int[LITERALS];
        }
        int place = (hash ^ hash >>> 16) & (LITERALS - 1);
        boolean isKnown = literals[place] == hash;
        literals[place] = hash;
        return isKnown;
    }

    private static int literal(
            byte[] out, int start, int how, int nameIndex, String name, String value) {
        int at = integer(out, start, how, how == INCREMENTAL ? 0x3F : 0x0F, nameIndex);
        if (nameIndex == 0) {
            at = string(out, at, name);
        }
        return string(out, at, Latin1.of(value));
    }

    private static int string(byte[] out, int start, String text) {
        int encodedBytes = Huffman.encodedBytes(text);
        if (encodedBytes < text.length()) {
            return Huffman.encode(text, out, integer(out, start, HUFFMAN, 0x7F, encodedBytes));
        }
        int at = integer(out, start, 0, 0x7F, text.length());
        Latin1.put(text, out, at);
        return at + text.length();
    }

    /** Writes an integer whose first bits say what it is (§5.1). */
    private static int integer(byte[] out, int start, int what, int mask, int value) {
        int at = start;
        if (value < mask) {
            out[at++] = (byte) (what | value);
            return at;
        }
        out[at++] = (byte) (what | mask);
        int rest = value - mask;
        while (rest > 0x7F) {
            out[at++] = (byte) (0x80 | rest);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static void check(ByteBuffer dst, int neededBytes) {
        if (dst.remaining() < neededBytes) {
            throw new BufferOverflowException();
        }
    }
}
