package org.upgradefilter.http2;

/**
 * The code of RFC 7541 §5.2 and appendix B. It is canonical: codes are in the order of their
 * lengths, and of the symbols where these are equal, so the lengths tell everything.
 */
final class Huffman {

    /** How many bits the code of each symbol has, the end of the string being the last. */
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, // 0
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, // 16
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, // blank
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, // 0
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, // @
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, // P
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, // `
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, // p
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, // 128
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, // 144
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, // 160
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, // 176
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, // 192
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, // 208
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, // 224
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, // 240
        30
    };

    private static final int END_OF_STRING = 256;
    private static final int MIN_BITS = 5;
    private static final int MAX_BITS = 30;

    /** Codes of this length are found at once, and those are all that texts are made of. */
    private static final int QUICK_BITS = 10;

    private static final int[] CODES = new int[LENGTHS.length];

    /** By the next bits: the length of the code above its symbol; 0 if the code is longer. */
    private static final short[] QUICK = new short[1 << QUICK_BITS];

    /** What is looked at together; two symbols often fit. */
    private static final int PAIR_BITS = 12;

    /**
     * By the next bits: one symbol or two, the first lowest, the number of bits they have, and how
     * many they are, a byte each; 0 if the first code is longer than {@link #QUICK_BITS}.
     */
    private static final int[] PAIRS = new int[1 << PAIR_BITS];

    /** The symbols in the order of their codes. */
    private static final short[] SYMBOLS = new short[LENGTHS.length];

    /** By length: the first code that is longer, with zeros to 32 bits. */
    private static final long[] ENDS = new long[MAX_BITS + 1];

    /** By length: what makes a code a place in {@link #SYMBOLS}. */
    private static final int[] OFFSETS = new int[MAX_BITS + 1];

    static {
        int code = 0;
        int place = 0;
        for (int length = 1; length <= MAX_BITS; length++) {
            code <<= 1;
            OFFSETS[length] = place - code;
            for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
                if (LENGTHS[symbol] == length) {
                    CODES[symbol] = code;
                    SYMBOLS[place] = (short) symbol;
                    if (length <= QUICK_BITS) {
                        int spare = QUICK_BITS - length;
                        for (int i = 0; i < 1 << spare; i++) {
                            QUICK[(code << spare) + i] = (short) (length << 8 | symbol);
                        }
                    }
                    code++;
                    place++;
                }
            }
            ENDS[length] = (long) code << (Integer.SIZE - length);
        }
        for (int bits = 0; bits < PAIRS.length; bits++) {
            PAIRS[bits] = pair(bits);
        }
    }

    private static int pair(int bits) {
        int first = QUICK[bits >> (PAIR_BITS - QUICK_BITS)];
        int firstBits = first >> 8;
        if (firstBits == 0) {
            return 0;
        }
        int rest = (bits << firstBits) & (PAIRS.length - 1);
        int second = QUICK[rest >> (PAIR_BITS - QUICK_BITS)];
        int bothBits = firstBits + (second >> 8);
        if (second == 0 || bothBits > PAIR_BITS) {
            return 1 << 24 | firstBits << 16 | (first & 0xFF);
        }
        return 2 << 24 | bothBits << 16 | (second & 0xFF) << 8 | (first & 0xFF);
    }

    private Huffman() {}

    /** How many bytes a text of ISO 8859-1 has in this code. */
    static int encodedBytes(String text) {
        long bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits += LENGTHS[text.charAt(i)];
        }
        return (int) ((bits + 7) / Byte.SIZE);
    }

    /**
     * Writes a text of ISO 8859-1 to where there is room for it.
     *
     * @return the end of what was written
     */
    static int encode(String text, byte[] dst, int start) {
        int end = start;
        long bits = 0;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char symbol = text.charAt(i);
            bits = bits << LENGTHS[symbol] | CODES[symbol];
            count += LENGTHS[symbol];
            while (count >= Byte.SIZE) {
                count -= Byte.SIZE;
                dst[end++] = (byte) (bits >> count);
            }
        }
        if (count > 0) {
            // The beginning of the code for the end is nothing but ones.
            int missing = Byte.SIZE - count;
            dst[end++] = (byte) (bits << missing | (1 << missing) - 1);
        }
        return end;
    }

    /** The room that so many bytes need to be decoded: for all that may come, and one more. */
    static int maxDecodedBytes(int encodedBytes) {
        return (int) ((long) encodedBytes * Byte.SIZE / MIN_BITS) + 1;
    }

    /**
     * Decodes a string.
     *
     * @param dst has room for {@link #maxDecodedBytes}
     * @return the number of bytes written, from 0
     * @throws Http2Exception COMPRESSION_ERROR if the padding is not what it should be, or the end
     *     of the string is spelt out
     */
    static int decode(byte[] src, int start, int length, byte[] dst) {
        int next = start;
        int end = start + length;
        int decoded = 0;
        // What is ahead, from the highest bit; below it are zeros.
        long bits = 0;
        int count = 0;
        while (true) {
            while (count <= Long.SIZE - Byte.SIZE && next < end) {
                count += Byte.SIZE;
                bits |= (src[next++] & 0xFFL) << (Long.SIZE - count);
            }
            while (count >= PAIR_BITS) {
                int pair = PAIRS[(int) (bits >>> (Long.SIZE - PAIR_BITS))];
                if (pair == 0) {
                    break;
                }
                dst[decoded] = (byte) pair;
                dst[decoded + 1] = (byte) (pair >> 8);
                decoded += pair >> 24;
                int pairBits = (pair >> 16) & 0xFF;
                bits <<= pairBits;
                count -= pairBits;
            }
            while (true) {
                int quick = QUICK[(int) (bits >>> (Long.SIZE - QUICK_BITS))];
                int codeBits = quick >> 8;
                if (codeBits == 0) {
                    codeBits = longCode(bits);
                    quick = symbol(bits, codeBits);
                }
                if (codeBits > count) {
                    break;
                }
                if (quick == END_OF_STRING) {
                    throw invalid("the end of a string is spelt out");
                }
                dst[decoded++] = (byte) quick;
                bits <<= codeBits;
                count -= codeBits;
            }
            if (next == end) {
                checkPadding(bits, count);
                return decoded;
            }
        }
    }

    private static int longCode(long bits) {
        long code = bits >>> Integer.SIZE;
        int length = QUICK_BITS + 1;
        while (length < MAX_BITS && code >= ENDS[length]) {
            length++;
        }
        return length;
    }

    private static int symbol(long bits, int length) {
        return SYMBOLS[OFFSETS[length] + (int) (bits >>> (Long.SIZE - length))];
    }

    /** §5.2: less than a byte, and the beginning of the code for the end. */
    private static void checkPadding(long bits, int count) {
        if (count >= Byte.SIZE) {
            throw invalid("a string has more padding than fills a byte");
        }
        if (count > 0 && bits != -1L << (Long.SIZE - count)) {
            throw invalid("the padding of a string is not of ones");
        }
    }

    private static Http2Exception invalid(String reason) {
        return new Http2Exception(ErrorCode.COMPRESSION_ERROR, reason);
    }
}
