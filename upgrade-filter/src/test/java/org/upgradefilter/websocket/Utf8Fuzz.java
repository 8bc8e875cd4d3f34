package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.upgradefilter.websocket.MessageSink.Part;

/**
 * Any bytes for text: it is taken if the JDK's decoder takes it, and refused no later than at the
 * byte that no text can have there. The first byte says how the rest is split.
 */
public final class Utf8Fuzz {

    private Utf8Fuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        check(bytes, List.of(ByteBuffer.wrap(bytes.clone())));
        check(bytes, EverySplit.atRandom(bytes, new Random(input[0])));
        check(bytes, EverySplit.oneByOne(bytes));
    }

    private static void check(byte[] bytes, List<ByteBuffer> pieces) {
        Utf8Decoder decoder = new Utf8Decoder();
        StringBuilder text = new StringBuilder();
        int taken = 0;
        boolean isLast = false;
        try {
            for (ByteBuffer piece : pieces) {
                taken += piece.remaining();
                text.append(decoder.decode(piece, Part.MORE));
                assertFalse(piece.hasRemaining(), "not all of the piece was looked at");
            }
            isLast = true;
            text.append(decoder.decode(ByteBuffer.allocate(0), Part.LAST));
        } catch (WebSocketException refused) {
            assertEquals(CloseCode.INVALID_PAYLOAD, refused.closeCode());
            byte[] soFar = Arrays.copyOf(bytes, taken);
            boolean isHopeless = !ExpectedFrames.canBecomeText(soFar);
            assertTrue(isHopeless || (isLast && !ExpectedFrames.isText(bytes)), "text was refused");
            assertEquals(isHopeless, !isLast, "refused too late, or too early");
            return;
        }
        assertTrue(ExpectedFrames.isText(bytes), "taken for text");
        assertEquals(new String(bytes, StandardCharsets.UTF_8), text.toString());
    }
}
