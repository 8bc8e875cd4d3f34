package org.upgradefilter.http2;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations at random, as the fuzzing has them. */
class Http2ConversationsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void keep_to_the_rules_whatever_happens(int setup) {
        Random random = new Random(setup);
        for (int run = 0; run < 1_000; run++) {
            byte[] input = new byte[2 + random.nextInt(500)];
            random.nextBytes(input);
            input[0] = (byte) (setup + 4 * random.nextInt(32));
            try {
                Http2ConnectionFuzz.fuzzerTestOneInput(input);
            } catch (AssertionError broken) {
                throw new AssertionError(HexFormat.of().formatHex(input), broken);
            }
        }
    }
}
