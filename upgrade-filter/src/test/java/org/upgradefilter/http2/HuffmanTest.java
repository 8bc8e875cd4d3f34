package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanTest {

    @Test
    void every_text_is_what_it_was() {
        Random random = new Random(7541);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                for (int at = 0; at < bytes.length; at++) {
                    bytes[at] = (byte) (' ' + random.nextInt(95));
                }
            }
            check(bytes);
        }
    }

    @Test
    void every_byte_has_a_code() {
        for (int symbol = 0; symbol < 256; symbol++) {
            check(new byte[] {(byte) symbol});
            check(new byte[] {'a', (byte) symbol, (byte) symbol, 'X'});
        }
    }

    private static void check(byte[] bytes) {
        String text = Latin1.text(bytes, 0, bytes.length);
        byte[] encoded = new byte[2 + 4 * bytes.length];
        int end = Huffman.encode(text, encoded, 1);
        assertEquals(Huffman.encodedBytes(text), end - 1);
        byte[] decoded = new byte[Huffman.maxDecodedBytes(end - 1)];
        int length = Huffman.decode(encoded, 1, end - 1, decoded);
        assertArrayEquals(bytes, Arrays.copyOf(decoded, length));
    }
}
