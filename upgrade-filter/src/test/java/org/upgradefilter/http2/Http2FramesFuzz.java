package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes for frames, in any pieces: the events are those of {@link ExpectedFrames}.
 *
 * <p>The first byte says how the rest is split, which is what comes behind the preface.
 */
public final class Http2FramesFuzz {

    private Http2FramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] wire = Arrays.copyOfRange(input, 1, input.length);
        List<String> expected = ExpectedFrames.of(wire);
        assertEquals(expected, FrameEvents.of(List.of(wire)), "whole");
        assertEquals(expected, FrameEvents.of(pieces(wire, new Random(input[0]))), "in pieces");
        assertEquals(expected, FrameEvents.of(pieces(wire, null)), "byte by byte");
    }

    private static List<byte[]> pieces(byte[] wire, @Nullable Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int start = 0;
        while (start < wire.length) {
            int count = random == null ? 1 : 1 + random.nextInt(30);
            int end = Math.min(wire.length, start + count);
            pieces.add(Arrays.copyOfRange(wire, start, end));
            start = end;
        }
        return pieces;
    }
}
