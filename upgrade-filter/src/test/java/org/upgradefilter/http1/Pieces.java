package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Gives a reader the same bytes whole, cut in two at every position, and one by one: what comes out
 * must not differ. What the reader leaves is put in front of the next piece, as in the connection.
 */
final class Pieces {

    private final List<byte[]> pieces;

    private Pieces(List<byte[]> pieces) {
        this.pieces = pieces;
    }

    /** Feeds a reader, which moves the position of what it is given. */
    void feed(java.util.function.Consumer<ByteBuffer> reader) {
        // Not at the beginning of its array, so that a forgotten offset shows.
        ByteBuffer buffer = ByteBuffer.allocate(100_000).position(3).slice().flip();
        for (byte[] piece : pieces) {
            buffer.compact().put(piece).flip();
            reader.accept(buffer);
        }
    }

    /**
     * @param reading makes a new reader, feeds it, and tells what came out
     */
    static <T> void assertReads(T expected, String text, Function<Pieces, T> reading) {
        byte[] bytes = bytes(text);
        assertEquals(expected, reading.apply(new Pieces(List.of(bytes))), "whole");
        for (int cut = 1; cut < bytes.length; cut++) {
            List<byte[]> halves = List.of(part(bytes, 0, cut), part(bytes, cut, bytes.length));
            assertEquals(expected, reading.apply(new Pieces(halves)), "cut at " + cut);
        }
        List<byte[]> single = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            single.add(part(bytes, i, i + 1));
        }
        assertEquals(expected, reading.apply(new Pieces(single)), "one by one");
    }

    /** The bytes of Latin-1 text. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Text as it stands in a table: {@code \r}, {@code \n}, {@code \t} and {@code \0} spelled. */
    static String unescaped(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0");
    }

    private static byte[] part(byte[] bytes, int start, int end) {
        return java.util.Arrays.copyOfRange(bytes, start, end);
    }
}
