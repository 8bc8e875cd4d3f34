package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.MessageSink.Part;

class Utf8DecoderTest {

    private static final String INVALID = "!1007";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hello",
                "κόσμε",
                "Hello-µ@ßöäüàá-UTF-8!!",
                "\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\ufeff\uffff",
                "\ud800\udc00\udbff\udfff",
                "👋🏽 a long line of ASCII between 日本語 and the end 👋",
            })
    void text(String text) {
        EverySplit.yields(text, text.getBytes(StandardCharsets.UTF_8), Utf8DecoderTest::decode);
    }

    /** Autobahn 6.4: the last byte of each row makes it hopeless, and no earlier one does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0",
                "c1",
                "f5",
                "fe",
                "ff",
                "c2 41",
                "c2 7f",
                "c2 c0",
                "df ff",
                "e0 80",
                "e0 9f",
                "e1 7f",
                "e1 80 7f",
                "e1 80 c0",
                "ed a0",
                "ed bf",
                "ef c0",
                "f0 80",
                "f0 8f",
                "f0 90 7f",
                "f1 c0",
                "f1 80 80 c0",
                "f4 90",
                "f4 bf",
                "f4 8f bf 7f",
                "48 65 6c 6c 6f 20 77 6f 72 6c 64 21 80",
                "ce ba e1 bd b9 cf 83 ce bc ce b5 f4 90",
            })
    void failsAtTheByteThatSpoilsIt(String hex) {
        byte[] bytes = Hex.bytes(hex);
        EverySplit.yields(INVALID, bytes, Utf8DecoderTest::decodeUnfinished);
        byte[] butTheLast = Arrays.copyOf(bytes, bytes.length - 1);
        assertFalse(decodeUnfinished(EverySplit.oneByOne(butTheLast)).equals(INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2", "e0 a0", "ed 9f", "f0 90", "f4 8f bf", "41 f4"})
    void textMayNotEndWithinACodePoint(String hex) {
        EverySplit.yields(INVALID, Hex.bytes(hex), Utf8DecoderTest::decode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    48 65 / 6c                | He/l
                    41 c3 / bc 42             | A/üB
                    f0 / 9f / 91 / 8b         | ///👋
                    f0 9f 91 8b f0 9f / 91 8b | 👋/👋
                    e6 97 a5 e6 / 9c ac       | 日/本
                    """)
    void piecesAreWholeCodePoints(String hex, String text) {
        Utf8Decoder decoder = new Utf8Decoder();
        StringBuilder pieces = new StringBuilder();
        for (ByteBuffer piece : Hex.pieces(hex)) {
            pieces.append(decoder.decode(piece, Part.MORE)).append('/');
            assertFalse(piece.hasRemaining());
        }
        assertEquals(text + "/", pieces.toString());
    }

    @Test
    void afterTheLastPieceAnotherMessageMayCome() {
        Utf8Decoder decoder = new Utf8Decoder();
        assertEquals("", decoder.decode(Hex.buffer("c3"), Part.MORE));
        assertEquals("ü", decoder.decode(Hex.buffer("bc"), Part.LAST));
        assertEquals("A", decoder.decode(Hex.buffer("41"), Part.LAST));
        assertEquals("", decoder.decode(NOTHING.duplicate(), Part.LAST));
    }

    @Test
    void everyCodePoint() {
        Utf8Decoder decoder = new Utf8Decoder();
        StringBuilder all = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                all.appendCodePoint(point);
            }
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        StringBuilder decoded = new StringBuilder();
        for (byte b : bytes) {
            decoded.append(decoder.decode(ByteBuffer.wrap(new byte[] {b}), Part.MORE));
        }
        assertEquals(0, all.compareTo(decoded));
        assertEquals(
                0,
                all.compareTo(
                        new StringBuilder(decoder.decode(ByteBuffer.wrap(bytes), Part.LAST))));
    }

    /** A beginning of two bytes is refused exactly if the JDK refuses all it could become. */
    @Test
    void everyBeginning() {
        for (int pair = 0; pair <= 0xFFFF; pair++) {
            byte[] beginning = {(byte) (pair >>> 8), (byte) pair};
            boolean isRefused =
                    decodeUnfinished(List.of(ByteBuffer.wrap(beginning))).equals(INVALID);
            assertEquals(!hasFuture(beginning), isRefused, Integer.toHexString(pair));
        }
    }

    private static boolean hasFuture(byte[] beginning) {
        byte[] longer = Arrays.copyOf(beginning, beginning.length + 3);
        for (int more = 0; more <= 3; more++) {
            for (byte next : new byte[] {(byte) 0x80, (byte) 0x90, (byte) 0xA0}) {
                Arrays.fill(longer, beginning.length, longer.length, (byte) 0x80);
                longer[beginning.length] = next;
                if (!strictly(Arrays.copyOf(longer, beginning.length + more)).equals(INVALID)) {
                    return true;
                }
            }
        }
        return false;
    }

    @RepeatedTest(20)
    void asTheJdkHasIt(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = perhapsText(random);
            String expected = strictly(bytes);
            assertEquals(expected, decode(EverySplit.atRandom(bytes, random)));
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            assertEquals(expected, decode(List.of(direct)));
        }
    }

    private static byte[] perhapsText(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] bounds = {0x80, 0x800, 0x1_0000, Character.MAX_CODE_POINT + 1};
        int variety = 1 + random.nextInt(bounds.length);
        for (int i = random.nextInt(100); i > 0; i--) {
            int point = random.nextInt(bounds[random.nextInt(variety)]);
            bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        }
        byte[] text = bytes.toByteArray();
        if (text.length > 0 && random.nextBoolean()) {
            text[random.nextInt(text.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) > 0 ? text : Arrays.copyOf(text, random.nextInt(text.length + 1));
    }

    private static String strictly(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return INVALID;
        }
    }

    private static String decode(List<ByteBuffer> pieces) {
        return decode(pieces, Part.LAST);
    }

    private static String decodeUnfinished(List<ByteBuffer> pieces) {
        return decode(pieces, Part.MORE);
    }

    private static String decode(List<ByteBuffer> pieces, Part end) {
        Utf8Decoder decoder = new Utf8Decoder();
        StringBuilder text = new StringBuilder();
        try {
            for (ByteBuffer piece : pieces) {
                text.append(decoder.decode(piece, Part.MORE));
            }
            return text + decoder.decode(NOTHING.duplicate(), end);
        } catch (WebSocketException violation) {
            assertEquals(CloseCode.INVALID_PAYLOAD, violation.closeCode());
            return INVALID;
        }
    }
}
