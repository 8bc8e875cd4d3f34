package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.http2.FieldLines.lines;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpackEncoderTest {

    private static final int TABLE_BYTES = 4096;

    private final HpackEncoder encoder = new HpackEncoder(TABLE_BYTES);
    private final HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);

    private String encode(String fields) {
        return FieldLines.hex(FieldLines.encoded(encoder, lines(fields)));
    }

    private static String hex(String hex) {
        return hex.replace(" ", "");
    }

    @Test
    void examples_of_requests_in_huffman_code() {
        // RFC 7541 C.4
        String get = ":method: GET | :scheme: http | :path: / | :authority: www.example.com";
        assertEquals(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"), encode(get));
        assertEquals(
                hex("8286 84be 5886 a8eb 1064 9cbf"), encode(get + " | cache-control: no-cache"));
        assertEquals(
                hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"),
                encode(
                        ":method: GET | :scheme: https | :path: /index.html"
                                + " | :authority: www.example.com | custom-key: custom-value"));
    }

    @Test
    void the_example_of_a_response_but_for_its_location() {
        // RFC 7541 C.6.1, which has the location put in the table
        assertEquals(
                hex(
                        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81"
                                + "66e0 82a6 2d1b ff 0f1f 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae"
                                + "43d3"),
                encode(
                        ":status: 302 | cache-control: private"
                                + " | date: Mon, 21 Oct 2013 20:13:21 GMT"
                                + " | location: https://www.example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 88",
        "204, 89",
        "206, 8a",
        "304, 8b",
        "400, 8c",
        "404, 8d",
        "500, 8e",
        "101, 4803313031"
    })
    void status(int status, String hex) {
        ByteBuffer block = ByteBuffer.allocate(32);
        encoder.encodeStatus(status, block);
        byte[] written = Arrays.copyOf(block.array(), block.position());
        assertEquals(
                List.of(":status: " + status), FieldLines.of(decoder, ByteBuffer.wrap(written)));
        if (status != 101) {
            assertEquals(hex, FieldLines.hex(written));
        }
    }

    @Test
    void names_are_written_in_lower_case() {
        assertDecoded(
                "Content-Type: text/plain | ETag: \"1\" | X-My-Own: 1 | CONTENT-LENGTH: 5",
                "content-type: text/plain | etag: \"1\" | x-my-own: 1 | content-length: 5");
    }

    private void assertDecoded(String fields, String expected) {
        byte[] block = FieldLines.encoded(encoder, lines(fields));
        assertEquals(lines(expected), FieldLines.of(decoder, ByteBuffer.wrap(block)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Proxy-Authorization", "Cookie", "set-cookie"})
    void a_secret_is_never_indexed(String name) {
        String once = encode(name + ": s3cr3t=1");
        assertTrue(once.startsWith("1f"), once);
        assertEquals(once, encode(name + ": s3cr3t=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "ETag", "Last-Modified", "Location", "Content-Range"})
    void what_differs_each_time_is_not_indexed(String name) {
        String once = encode(name + ": 1");
        assertTrue(once.startsWith("0f"), once);
        assertEquals(once, encode(name + ": 1"));
    }

    @Test
    void what_comes_again_is_indexed() {
        assertTrue(encode("content-type: text/html").startsWith("5f"));
        assertEquals("be", encode("Content-Type: text/html"));
        // Another value, which might not come again; then it does.
        assertTrue(encode("content-type: text/css").startsWith("0f10"));
        assertTrue(encode("content-type: text/css").startsWith("5f"));
        assertEquals("bebf", encode("content-type: text/css | content-type: text/html"));
    }

    @Test
    void what_never_comes_again_leaves_the_rest_in_the_table() {
        encode("content-type: text/html | x-trace: 0");
        for (int i = 1; i < 1000; i++) {
            assertEquals("bf", encode("content-type: text/html"));
            String block = encode("x-trace: " + i);
            // Its name is known, and it is not put there.
            assertTrue(block.startsWith("0f2f"), block);
        }
    }

    @Test
    void what_would_fill_the_table_is_not_indexed() {
        encode("a: b");
        String large = encode("large: " + "0".repeat(2500));
        assertTrue(large.startsWith("00"), large);
        assertEquals("be", encode("a: b"));
    }

    @Test
    void huffman_code_is_used_where_it_is_shorter() {
        assertEquals(hex("0f06 02 2222"), encode("age: \"\""));
        assertEquals(hex("0f06 01 61"), encode("age: a"));
        assertEquals(hex("0f06 82 0843"), encode("age: 111"));
    }

    @Test
    void what_is_no_latin_1_becomes_question_marks() {
        assertDecoded("x: a\u0100b\u010A", "x: a?b?");
        assertDecoded("x: \u00e4\u00ff", "x: \u00e4\u00ff");
        assertDecoded("x: a\u0100b\u010A", "x: a?b?");
    }

    @Test
    void a_block_begins_with_what_becomes_of_the_table() {
        assertEquals("", encode(""));
        encoder.peerTableBytes(0);
        assertEquals("20", encode(""));
        assertEquals("", encode(""));
        encoder.peerTableBytes(4096);
        assertEquals("3fe11f", encode(""));
    }

    @Test
    void the_smallest_size_between_two_blocks_is_told_and_the_last() {
        // §4.2
        encode("a: b");
        encoder.peerTableBytes(1000);
        encoder.peerTableBytes(100);
        encoder.peerTableBytes(0xFFFF_FFFFL);
        encoder.peerTableBytes(2000);
        String block = encode("a: b");
        assertTrue(block.startsWith(hex("3f45 3fb10f be")), block);
        encoder.peerTableBytes(0);
        encoder.peerTableBytes(2000);
        block = encode("a: b");
        assertTrue(block.startsWith(hex("20 3fb10f 40")), block);
    }

    @Test
    void a_table_is_not_larger_than_we_want_it() {
        assertEquals("", encode(""));
        encoder.peerTableBytes(1 << 20);
        assertEquals("", encode(""));
        HpackEncoder generous = new HpackEncoder(1 << 16);
        assertEquals("", FieldLines.hex(FieldLines.encoded(generous, List.of())));
        generous.peerTableBytes(1 << 20);
        assertEquals("3fe1ff03", FieldLines.hex(FieldLines.encoded(generous, List.of())));
        HpackEncoder frugal = new HpackEncoder(0);
        assertEquals("20", FieldLines.hex(FieldLines.encoded(frugal, List.of())));
    }

    @Test
    void without_a_table_nothing_is_indexed() {
        encoder.peerTableBytes(0);
        encode("a: b");
        assertEquals(hex("00 01 61 01 62"), encode("a: b"));
    }

    @Test
    void nothing_is_written_where_there_is_too_little_room() {
        int needed = HpackEncoder.maxBytes("a", "b");
        ByteBuffer small = ByteBuffer.allocate(needed - 1);
        assertThrows(BufferOverflowException.class, () -> encoder.encode("a", "b", small));
        assertEquals(0, small.position());
        assertTrue(encode("a: b").startsWith("40"));
        encoder.peerTableBytes(0);
        assertThrows(
                BufferOverflowException.class,
                () -> encoder.begin(ByteBuffer.allocate(HpackEncoder.MAX_UPDATE_BYTES - 1)));
    }
}
