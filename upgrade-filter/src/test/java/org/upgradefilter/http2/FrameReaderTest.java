package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout of frames, and their order (RFC 9113 §4, §6). */
class FrameReaderTest {

    private static final String SETTINGS = "000000 04 00 00000000 ";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "000003 00 00 00000001 616263 | data 1 3, content 616263, end 1 false",
                "000003 00 01 80000001 616263 | data 1 3, content 616263, end 1 true",
                "000000 00 01 00000001 | data 1 0, content , end 1 true",
                "000004 00 08 00000001 02610000 | data 1 4, content 61, end 1 false",
                "000002 00 08 00000001 0100 | data 1 2, content , end 1 false",
                "000001 00 08 00000001 01 | ! PROTOCOL_ERROR",
                "000000 00 08 00000001 | ! FRAME_SIZE_ERROR",
                "000001 00 00 00000000 61 | ! PROTOCOL_ERROR",
                "004001 00 00 00000001 | ! FRAME_SIZE_ERROR",
                "004000 00 00 00000001 61 | data 1 16384, content 61, ...",
                "000002 01 05 00000001 8287 | headers 1 8287 true false",
                "000002 01 04 00000001 8287 | headers 1 8287 false false",
                "000002 01 0C 00000001 0282 | ! PROTOCOL_ERROR",
                "000004 01 0C 00000001 02820000 | headers 1 82 false false",
                "000006 01 24 00000003 0000000110 82 | headers 3 82 false false",
                "000006 01 24 00000003 8000000310 82 | headers 3 82 false true",
                "000004 01 24 00000003 80000003 | ! FRAME_SIZE_ERROR",
                "000001 01 00 00000001 82 000001 09 04 00000001 87"
                        + " | continuation, headers 1 8287 false false",
                "000001 01 01 00000001 82 000000 09 00 00000001 000000 09 04 00000001"
                        + " | continuation, continuation, headers 1 82 true false",
                "000001 01 00 00000001 82 000001 09 04 00000003 87 | ! PROTOCOL_ERROR",
                "000001 01 00 00000001 82 000008 06 00 00000000 | ! PROTOCOL_ERROR",
                "000001 09 04 00000001 87 | ! PROTOCOL_ERROR",
                "000005 02 00 00000003 0000000100 | priority 3",
                "000005 02 00 00000003 0000000300 | violation 3 PROTOCOL_ERROR",
                "000004 02 00 00000003 00000001 | violation 3 FRAME_SIZE_ERROR",
                "000004 03 00 00000001 00000008 | reset 1 8",
                "000003 03 00 00000001 000000 | ! FRAME_SIZE_ERROR",
                "000006 04 00 00000000 000400000001 | settings 000400000001",
                "000000 04 01 00000000 | settings ack",
                "000006 04 01 00000000 000400000001 | ! FRAME_SIZE_ERROR",
                "000005 04 00 00000000 0004000000 | ! FRAME_SIZE_ERROR",
                "000000 04 00 00000001 | ! PROTOCOL_ERROR",
                "000000 05 00 00000001 | ! PROTOCOL_ERROR",
                "000008 06 00 00000000 0102030405060708 | ping 0102030405060708",
                "000008 06 01 00000000 0102030405060708 | ping ack 0102030405060708",
                "000007 06 00 00000000 01020304050607 | ! FRAME_SIZE_ERROR",
                "000008 07 00 00000000 0000000100000002 | goaway 2",
                "000004 07 00 00000000 00000001 | ! FRAME_SIZE_ERROR",
                "000004 08 00 00000000 80000001 | window 0 1",
                "000004 08 00 00000001 7FFFFFFF | window 1 2147483647",
                "000004 08 00 00000000 80000000 | ! PROTOCOL_ERROR",
                "000004 08 00 00000001 00000000 | violation 1 PROTOCOL_ERROR",
                "000003 08 00 00000001 000000 | ! FRAME_SIZE_ERROR",
                "000002 42 FF 00000001 0000 | unknown"
            })
    void frames(String hex, String events) {
        byte[] wire = bytes(SETTINGS + hex);
        List<String> expected = new ArrayList<>(List.of("settings "));
        expected.addAll(Arrays.asList(events.split(", ")));
        assertEquals(expected, FrameEvents.of(List.of(wire)));
        // So the oracle of the fuzzing is right about them.
        assertEquals(expected, ExpectedFrames.of(wire));
    }

    @Test
    void the_first_frame_is_settings() {
        assertEquals(
                List.of("! PROTOCOL_ERROR"),
                FrameEvents.of(List.of(bytes("000000 04 01 00000000"))));
        assertEquals(
                List.of("! PROTOCOL_ERROR"),
                FrameEvents.of(List.of(bytes("000008 06 00 00000000"))));
    }

    @Test
    void a_block_may_be_only_so_large() {
        String half = "000032 01 00 00000001" + "00".repeat(50);
        String more = "000032 09 00 00000001" + "00".repeat(50);
        assertEquals(
                List.of("settings ", "continuation", "continuation", "! ENHANCE_YOUR_CALM"),
                FrameEvents.of(List.of(bytes(SETTINGS + half + more + more))));
    }

    /** Frames that are nearly right, and whatever follows, as the fuzzing has them. */
    @Test
    void frames_at_random_are_what_is_expected() {
        Random random = new Random(9113);
        for (int run = 0; run < 20_000; run++) {
            byte[] input = new byte[1 + random.nextInt(200)];
            random.nextBytes(input);
            int at = 1;
            for (byte[] frame : frames(random)) {
                int count = Math.min(frame.length, input.length - at);
                System.arraycopy(frame, 0, input, at, count);
                at += count;
            }
            Http2FramesFuzz.fuzzerTestOneInput(input);
        }
    }

    private static List<byte[]> frames(Random random) {
        List<byte[]> frames = new ArrayList<>(List.of(bytes(SETTINGS)));
        for (int i = 0; i < 10; i++) {
            int type = random.nextInt(11);
            int[] lengths = {0, 1, 4, 5, 6, 8, random.nextInt(60)};
            byte[] payload = new byte[lengths[random.nextInt(lengths.length)]];
            if (random.nextBoolean()) {
                random.nextBytes(payload);
            }
            boolean isOfConnection = type == 4 || type == 6 || type == 7;
            int stream = random.nextInt(20) == 0 ? random.nextInt(4) : isOfConnection ? 0 : 1;
            frames.add(ScriptedClient.frame(type, random.nextInt(64), stream, payload));
        }
        return frames;
    }
}
