package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.Field;

/** Bytes in, content or a status out, however the bytes are cut and whatever room there is. */
class ContentReaderTest {

    /** Content, {@code .} if it is complete, trailers, and what is left in brackets. */
    private static String read(Pieces pieces, long length, int roomBytes) {
        ContentReader reader = new ContentReader(length, Http1Limits.defaults().withMaxFields(2));
        StringBuilder read = new StringBuilder();
        int[] failure = {0};
        int[] left = {0};
        pieces.feed(
                src -> {
                    if (failure[0] == 0) {
                        failure[0] = drain(reader, src, roomBytes, read);
                    }
                    left[0] = src.remaining();
                });
        if (failure[0] != 0) {
            return read + " " + failure[0];
        }
        if (reader.isComplete()) {
            read.append('.');
        }
        for (Field field : reader.trailers()) {
            read.append('|').append(field.name()).append('=').append(field.value());
        }
        return read + (left[0] == 0 ? "" : "[" + left[0] + "]");
    }

    private static int drain(
            ContentReader reader, ByteBuffer src, int roomBytes, StringBuilder read) {
        ByteBuffer dst = ByteBuffer.allocate(roomBytes);
        try {
            do {
                reader.read(src, dst.clear());
                read.append(
                        new String(dst.array(), 0, dst.position(), StandardCharsets.ISO_8859_1));
            } while (dst.position() > 0);
            return 0;
        } catch (Http1Exception violation) {
            read.append(new String(dst.array(), 0, dst.position(), StandardCharsets.ISO_8859_1));
            return violation.status();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "0;;.",
                "0;rest;.[4]",
                "5;hello;hello.",
                "5;hell;hell",
                "5;helloGET;hello.[3]",
                "-1;0\\r\\n\\r\\n;.",
                "-1;5\\r\\nhello\\r\\n0\\r\\n\\r\\n;hello.",
                "-1;5\\r\\nhello\\r\\n6\\r\\n world\\r\\n0\\r\\n\\r\\nGET;hello world.[3]",
                "-1;a\\r\\n0123456789\\r\\nA\\r\\n0123456789\\r\\n000\\r\\n\\r\\n"
                        + ";01234567890123456789.",
                "-1;00000000000005\\r\\nhello\\r\\n0\\r\\n\\r\\n;hello.",
                "-1;2\\r\\n\\r\\n\\r\\n0\\r\\n\\r\\n;\\r\\n.",
                "-1;0\\r\\nX: y\\r\\nZ:\\r\\n\\r\\n;.|X=y|Z=",
                "-1;5\\r\\nhello\\r\\n0\\r\\nX: y;hello[4]",
            })
    void content(long length, String bytes, String expected) {
        for (int room : new int[] {1, 3, 100}) {
            Pieces.assertReads(
                    Pieces.unescaped(expected),
                    Pieces.unescaped(bytes == null ? "" : bytes),
                    pieces -> read(pieces, length, room));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "5;a\\r\\nhello\\r\\n0;b=c\\r\\n\\r\\n!hello.",
                "5;a=\"b;c\"\\r\\nhello\\r\\n0\\r\\n\\r\\n!hello.",
                "5 ;a\\r\\nhello\\r\\n0\\t;\\r\\n\\r\\n!hello.",
            })
    void extensionsAreIgnored(String bytes, String expected) {
        Pieces.assertReads(expected, Pieces.unescaped(bytes), pieces -> read(pieces, -1, 100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no size|\\r\\n||400",
                "extension without size|;a\\r\\n||400",
                "no hexadecimal|g\\r\\n||400",
                "prefix|0x5\\r\\nhello||400",
                "minus|-1\\r\\n||400",
                "plus|+1\\r\\n||400",
                "underscore|1_0\\r\\n||400",
                "16 digits|8000000000000000\\r\\n||400",
                "17 digits|10000000000000005\\r\\n||400",
                "LF after size|5\\nhello\\r\\n||400",
                "CR alone after size|5\\rhello\\r\\n||400",
                "space after size|5 \\r\\nhello\\r\\n||400",
                "space within size|5 5\\r\\nhello\\r\\n||400",
                "LF in extension|5;a\\nhello\\r\\n||400",
                "NUL in extension|5;a\\0\\r\\nhello\\r\\n||400",
                "chunk longer than its size|5\\r\\nhello!\\r\\n|hello|400",
                "LF after chunk|5\\r\\nhello\\n0\\r\\n\\r\\n|hello|400",
                "CR alone after chunk|5\\r\\nhello\\r0\\r\\n\\r\\n|hello|400",
                "nothing after chunk|5\\r\\nhello0\\r\\n\\r\\n|hello|400",
                "LF after last chunk|0\\n\\n||400",
                "LF after trailers|0\\r\\n\\n||400",
                "trailer is no field|0\\r\\nGET / HTTP/1.1\\r\\n\\r\\n||400",
                "trailer is folded|0\\r\\nX: y\\r\\n z\\r\\n\\r\\n||400",
                "many trailers|0\\r\\na:\\r\\na:\\r\\na:\\r\\n\\r\\n||431",
            })
    void malformedChunks(String what, String bytes, String content, String status) {
        Pieces.assertReads(
                (content == null ? "" : content) + " " + status,
                Pieces.unescaped(bytes),
                pieces -> read(pieces, -1, 100));
    }

    @Test
    void extensionsMayBeAsLongAsTheContentAndALittleMore() {
        String chunk = "40;" + "e".repeat(60) + "\r\n" + "c".repeat(64) + "\r\n";
        ContentReader reader = new ContentReader(-1, Http1Limits.defaults());
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            assertEquals(0, drain(reader, ByteBuffer.wrap(Pieces.bytes(chunk)), 100, read));
        }
        assertEquals(64_000, read.length());

        String small = "1;" + "e".repeat(60) + "\r\nc\r\n";
        ContentReader other = new ContentReader(-1, Http1Limits.defaults());
        Http1Exception refusal =
                assertThrows(
                        Http1Exception.class,
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                other.read(
                                        ByteBuffer.wrap(Pieces.bytes(small)),
                                        ByteBuffer.allocate(1));
                            }
                        });
        assertEquals(400, refusal.status());
    }

    @Test
    void whatGoesPastTheReaderIsCounted() {
        ContentReader reader = new ContentReader(5, Http1Limits.defaults());
        assertEquals(5, reader.directBytes());
        reader.skipped(3);
        assertTrue(reader.lacksMoreThan(1));
        reader.skipped(2);
        assertTrue(reader.isComplete());
        assertEquals(0, reader.directBytes());
    }
}
