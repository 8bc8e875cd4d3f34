package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.upgradefilter.websocket.FrameReader.Peer;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

/**
 * Any bytes for frames, in any pieces: the events are those of {@link ExpectedFrames}; with
 * compression, at least those of the same bytes in one piece.
 *
 * <p>The first byte says who sends, with bit 0 a server, and with bit 1 whether messages may be
 * compressed; the second how the rest is split, which is what comes over the wire.
 */
public final class FramesFuzz {

    private static final WebSocketLimits LIMITS = new WebSocketLimits(1_000, 8, 20);
    private static final PerMessageDeflate DEFLATE =
            new PerMessageDeflate(Context.TAKEN_OVER, Window.UNLIMITED, Context.TAKEN_OVER);

    /** One for all runs, so that streams are used again. */
    private static final CompressionMemory MEMORY = new CompressionMemory(1 << 20);

    private FramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Peer peer = (input[0] & 1) == 0 ? Peer.CLIENT : Peer.SERVER;
        byte[] wire = Arrays.copyOfRange(input, 2, input.length);
        List<ByteBuffer> whole = List.of(ByteBuffer.wrap(wire.clone()));
        List<ByteBuffer> pieces = EverySplit.atRandom(wire, new Random(input[1]));
        List<ByteBuffer> bytes = EverySplit.oneByOne(wire);
        if ((input[0] & 2) == 0) {
            List<String> expected = ExpectedFrames.of(wire, peer, LIMITS);
            assertEquals(expected, FrameLog.of(whole, peer, LIMITS, null), "whole");
            assertEquals(expected, FrameLog.of(pieces, peer, LIMITS, null), "in pieces");
            assertEquals(expected, FrameLog.of(bytes, peer, LIMITS, null), "byte by byte");
        } else {
            List<String> expected = inflated(whole, peer);
            assertEquals(expected, inflated(pieces, peer), "in pieces");
            assertEquals(expected, inflated(bytes, peer), "byte by byte");
        }
    }

    private static List<String> inflated(List<ByteBuffer> pieces, Peer peer) {
        List<String> events =
                FrameLog.of(pieces, peer, LIMITS, new MessageInflater(DEFLATE, MEMORY));
        assertEquals(0, MEMORY.usedBytes());
        int last = events.size() - 1;
        if (last >= 0 && events.get(last).startsWith("!")) {
            // Which of two faults is found first depends on how far one piece reaches.
            events.set(last, "!");
        }
        return events;
    }
}
