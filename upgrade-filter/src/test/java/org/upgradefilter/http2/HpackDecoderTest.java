package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.http2.FieldLines.lines;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HpackDecoderTest {

    private static final int TABLE_BYTES = 4096;

    private final HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);

    /** Each block of an example, its fields, and the table behind it, the newest entry first. */
    private record Block(String hex, String fields, String table) {}

    private static void decodes(Block... blocks) {
        HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
        for (Block block : blocks) {
            assertEquals(lines(block.fields), FieldLines.of(decoder, block.hex));
            assertTable(decoder, lines(block.table));
        }
    }

    /** Asks for entries by their indexes until there is none. */
    private static void assertTable(HpackDecoder decoder, List<String> expected) {
        List<String> table = new ArrayList<>();
        int bytes = 0;
        int index = 0x80 + 62;
        for (String line : expected) {
            table.addAll(FieldLines.of(decoder, Integer.toHexString(index++)));
            bytes += line.length() - 2 + 32;
        }
        assertEquals(expected, table);
        assertInvalid(decoder, Integer.toHexString(index));
        assertEquals(bytes, decoder.tableBytes());
    }

    private static void assertInvalid(HpackDecoder decoder, String hex) {
        Http2Exception invalid =
                assertThrows(Http2Exception.class, () -> FieldLines.of(decoder, hex));
        assertEquals(ErrorCode.COMPRESSION_ERROR, invalid.code());
    }

    @Test
    void examples_of_single_fields() {
        // RFC 7541 C.2
        decodes(
                new Block(
                        "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
                        "custom-key: custom-header",
                        "custom-key: custom-header"));
        decodes(new Block("040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path", ""));
        decodes(new Block("1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret", ""));
        decodes(new Block("82", ":method: GET", ""));
    }

    @Test
    void examples_of_requests() {
        // RFC 7541 C.3
        decodes(
                requests(
                        "8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                        "5808 6e6f 2d63 6163 6865",
                        "400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"));
    }

    @Test
    void examples_of_requests_in_huffman_code() {
        // RFC 7541 C.4
        decodes(
                requests(
                        "8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
                        "5886 a8eb 1064 9cbf",
                        "4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"));
    }

    private static Block[] requests(String authority, String cacheControl, String custom) {
        return new Block[] {
            new Block(
                    "8286 " + authority,
                    ":method: GET | :scheme: http | :path: / | :authority: www.example.com",
                    ":authority: www.example.com"),
            new Block(
                    "8286 84be " + cacheControl,
                    ":method: GET | :scheme: http | :path: / | :authority: www.example.com"
                            + " | cache-control: no-cache",
                    "cache-control: no-cache | :authority: www.example.com"),
            new Block(
                    "8287 85bf " + custom,
                    ":method: GET | :scheme: https | :path: /index.html"
                            + " | :authority: www.example.com | custom-key: custom-value",
                    "custom-key: custom-value | cache-control: no-cache"
                            + " | :authority: www.example.com")
        };
    }

    @Test
    void examples_of_responses() {
        // RFC 7541 C.5, of which each pushes out what was there
        decodes(
                responses(
                        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133"
                                + "2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65"
                                + "7861 6d70 6c65 2e63 6f6d",
                        "4803 3330 37c1 c0bf",
                        "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d"
                                + "54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157"
                                + "454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b"
                                + "2076 6572 7369 6f6e 3d31"));
    }

    @Test
    void examples_of_responses_in_huffman_code() {
        // RFC 7541 C.6
        decodes(
                responses(
                        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6"
                                + "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
                        "4883 640e ffc1 c0bf",
                        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                                + "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27"
                                + "0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07"));
    }

    private static Block[] responses(String first, String second, String third) {
        String cookie = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";
        return new Block[] {
            new Block(
                    // The examples have a table of 256 bytes.
                    "3fe101 " + first,
                    ":status: 302 | cache-control: private | date: Mon, 21 Oct 2013 20:13:21 GMT"
                            + " | location: https://www.example.com",
                    "location: https://www.example.com | date: Mon, 21 Oct 2013 20:13:21 GMT"
                            + " | cache-control: private | :status: 302"),
            new Block(
                    second,
                    ":status: 307 | cache-control: private | date: Mon, 21 Oct 2013 20:13:21 GMT"
                            + " | location: https://www.example.com",
                    ":status: 307 | location: https://www.example.com"
                            + " | date: Mon, 21 Oct 2013 20:13:21 GMT | cache-control: private"),
            new Block(
                    third,
                    ":status: 200 | cache-control: private | date: Mon, 21 Oct 2013 20:13:22 GMT"
                            + " | location: https://www.example.com | content-encoding: gzip | "
                            + cookie,
                    cookie + " | content-encoding: gzip | date: Mon, 21 Oct 2013 20:13:22 GMT")
        };
    }

    @Test
    void the_static_table_is_that_of_the_rfc() {
        assertEquals(List.of(":authority: "), FieldLines.of(decoder, "81"));
        assertEquals(List.of(":status: 500"), FieldLines.of(decoder, "8e"));
        assertEquals(List.of("accept-encoding: gzip, deflate"), FieldLines.of(decoder, "90"));
        assertEquals(List.of("www-authenticate: "), FieldLines.of(decoder, "bd"));
        assertInvalid(decoder, "be");
    }

    @ParameterizedTest
    @CsvSource({
        "80, the index 0",
        "be, an index beyond an empty table",
        "7e00, a name beyond an empty table",
        "ff80808080808080808000, zeros without end",
        "ffffffffff7f, an index beyond 2^31",
        "ff8080808008, an index of 2^31 and more",
        "ffffffffffffffffffff7f, an index beyond 2^63",
        "40ff, a length that is not whole",
        "40, a name that is missing",
        "4001, a name that is not whole",
        "400161, a value that is missing",
        "4001610261, a value that is not whole",
        "4081, a name in Huffman code that is missing",
        "007fffffffff0761, a name of 2^31 bytes",
        "00 01 61 ff8080808008, a value beyond 2^31 bytes",
        "82 20, an update behind a field",
        "3fe21f, a table larger than granted",
        "3fffffffff0f, a table much larger than granted",
        "00 01 61 82 1fff, 11 bits of padding",
        "00 01 61 81 ff, a byte of padding",
        "00 01 61 81 00, padding of zeros",
        "00 01 61 81 1e, padding of ones and a zero",
        "00 01 61 84 ffffffff, the end of a string and padding",
        "00 01 61 84 fffffffc, the end of a string alone",
        "00 01 61 85 1fffffffff, the end of a string behind something"
    })
    void invalid(String hex, String why) {
        assertInvalid(decoder, hex.replace(" ", ""));
    }

    @Test
    void padding_is_any_number_of_ones_up_to_7() {
        assertEquals(List.of("a: 0"), FieldLines.of(decoder, "00 01 61 81 07"));
        assertEquals(List.of("a: ("), FieldLines.of(decoder, "00 01 61 82 febf"));
        assertEquals(List.of("a: &"), FieldLines.of(decoder, "00 01 61 81 f8"));
        assertEquals(List.of("a: "), FieldLines.of(decoder, "00 01 61 80"));
    }

    @Test
    void a_number_may_have_zeros_ahead_of_it() {
        // §5.1 does not ask for the shortest; what is too long is refused.
        assertEquals(List.of("age: 0"), FieldLines.of(decoder, "0f868000 01 30"));
    }

    @Test
    void what_is_larger_than_the_table_empties_it() {
        FieldLines.of(decoder, "40 01 61 01 62");
        assertEquals(34, decoder.tableBytes());
        // A table of 33 bytes holds no field of 34.
        assertEquals(List.of("a: b"), FieldLines.of(decoder, "3f02 40 01 61 01 62"));
        assertTable(decoder, List.of());
    }

    @Test
    void a_name_may_be_that_of_an_entry_which_its_field_pushes_out() {
        // §4.4: 34 bytes hold one field.
        assertEquals(
                List.of("a: b", "a: c"), FieldLines.of(decoder, "3f03 40 01 61 01 62 7e 01 63"));
        assertTable(decoder, List.of("a: c"));
    }

    @Test
    void the_table_may_shrink_and_grow_within_a_block() {
        FieldLines.of(decoder, "40 01 61 01 62");
        assertEquals(List.of("x: y"), FieldLines.of(decoder, "20 3fe11f 40 01 78 01 79"));
        assertTable(decoder, List.of("x: y"));
    }

    @Test
    void a_granted_table_may_be_used_when_the_peer_says_so() {
        HpackDecoder generous = new HpackDecoder(2 * TABLE_BYTES);
        StringBuilder block = new StringBuilder("3fe13f");
        for (int i = 0; i < 300; i++) {
            block.append("40 00 00".replace(" ", ""));
        }
        FieldLines.of(generous, block.toString());
        assertEquals(2 * TABLE_BYTES, generous.tableBytes());
        assertInvalid(generous, "3fe23f");
    }

    @Test
    void less_than_what_tables_begin_with_cannot_be_granted() {
        assertThrows(IllegalArgumentException.class, () -> new HpackDecoder(TABLE_BYTES - 1));
    }

    @Test
    void what_comes_from_a_table_is_one_string() {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        FieldSink sink =
                (name, value) -> {
                    names.add(name);
                    values.add(value);
                };
        decoder.decode(block("40 01 61 01 62"), sink);
        decoder.decode(block("be be 7e 01 63"), sink);
        assertSame(names.get(0), names.get(1));
        assertSame(names.get(0), names.get(3));
        assertSame(values.get(0), values.get(2));
    }

    @Test
    void usual_names_are_one_string_for_all_connections() {
        String name = "40 0e 7365632d66657463682d6d6f6465 00";
        List<String> names = new ArrayList<>();
        new HpackDecoder(TABLE_BYTES).decode(block(name), (text, value) -> names.add(text));
        new HpackDecoder(TABLE_BYTES).decode(block(name), (text, value) -> names.add(text));
        assertEquals("sec-fetch-mode", names.get(0));
        assertSame(names.get(0), names.get(1));
    }

    @Test
    void a_block_lies_anywhere_in_its_buffer_and_nothing_remains_of_it() {
        ByteBuffer within = ByteBuffer.wrap(FieldLines.bytes("ff ff 82 84 ff"), 1, 3).slice();
        within.position(1);
        assertEquals(List.of(":method: GET", ":path: /"), FieldLines.of(decoder, within));
        assertEquals(3, within.position());
        assertEquals(List.of(), FieldLines.of(decoder, ByteBuffer.allocate(0)));
    }

    @Test
    void a_small_block_may_have_many_fields_without_copies() {
        String large = "61".repeat(4000);
        FieldLines.of(decoder, "40 01 61 7fa11e" + large);
        long[] heard = new long[1];
        decoder.decode(block("be".repeat(16_000)), (name, value) -> heard[0] += value.length());
        assertEquals(16_000L * 4000, heard[0]);
        assertTrue(decoder.tableBytes() <= TABLE_BYTES);
    }

    private static ByteBuffer block(String hex) {
        return ByteBuffer.wrap(FieldLines.bytes(hex));
    }
}
