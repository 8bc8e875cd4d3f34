package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Feeds the same bytes whole, cut in two at every position, and one by one: what comes out must not
 * differ.
 */
final class EverySplit {

    /** Of more bytes than these only cuts near both ends are tried, and some between. */
    private static final int EXHAUSTIVE_BYTES = 1024;

    private EverySplit() {}

    /**
     * @param reading makes a new reader, feeds it the pieces, which it may write to, and tells what
     *     came out
     */
    static <T> void yields(T expected, byte[] bytes, Function<List<ByteBuffer>, T> reading) {
        assertEquals(expected, reading.apply(List.of(heap(bytes, 0, bytes.length))), "whole");
        assertEquals(expected, reading.apply(List.of(direct(bytes))), "whole, direct");
        for (int cut : cuts(bytes.length)) {
            List<ByteBuffer> halves = List.of(heap(bytes, 0, cut), heap(bytes, cut, bytes.length));
            assertEquals(expected, reading.apply(halves), "cut at " + cut);
        }
        assertEquals(expected, reading.apply(oneByOne(bytes)), "one by one");
    }

    /** Cuts {@code bytes} wherever chance will have it. */
    static List<ByteBuffer> atRandom(byte[] bytes, Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int mean = 1 + random.nextInt(40);
        int start = 0;
        while (start < bytes.length) {
            int end = Math.min(bytes.length, start + random.nextInt(2 * mean));
            pieces.add(heap(bytes, start, end));
            start = end;
        }
        return pieces;
    }

    static List<ByteBuffer> oneByOne(byte[] bytes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            pieces.add(heap(bytes, i, i + 1));
        }
        return pieces;
    }

    private static List<Integer> cuts(int length) {
        List<Integer> cuts = new ArrayList<>();
        for (int cut = 0; cut <= length; cut++) {
            boolean isNearAnEnd = cut < 32 || cut > length - 32;
            if (length <= EXHAUSTIVE_BYTES || isNearAnEnd || cut % 997 == 0) {
                cuts.add(cut);
            }
        }
        return cuts;
    }

    /** A copy, not at the beginning of its array, so that a forgotten offset shows. */
    private static ByteBuffer heap(byte[] bytes, int start, int end) {
        ByteBuffer room = ByteBuffer.allocate(end - start + 5);
        ByteBuffer piece = room.position(3).slice().limit(end - start + 1).position(1);
        return piece.put(bytes, start, end - start).position(1);
    }

    private static ByteBuffer direct(byte[] bytes) {
        ByteBuffer piece = ByteBuffer.allocateDirect(bytes.length);
        return piece.order(ByteOrder.LITTLE_ENDIAN).put(bytes).flip();
    }
}
