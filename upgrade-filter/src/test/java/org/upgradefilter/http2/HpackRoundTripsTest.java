package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each end against Netty's other, with many blocks for a table. */
class HpackRoundTripsTest {

    private static final int BLOCKS = 3_000;
    private static final int[] TABLES = {0, 31, 32, 64, 100, 256, 1000, 4096, 5000, 65_536};

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 4096, 65_536})
    void what_we_encode_netty_decodes(int maxTableBytes) {
        Random random = new Random(maxTableBytes);
        RandomFields fields = new RandomFields(random);
        NettyHpack netty = new NettyHpack(0);
        HpackEncoder encoder = new HpackEncoder(maxTableBytes);
        HpackDecoder decoder = new HpackDecoder(65_536);
        for (int i = 0; i < BLOCKS; i++) {
            while (random.nextInt(40) == 0) {
                long granted = TABLES[random.nextInt(TABLES.length)];
                netty.grant(granted);
                encoder.peerTableBytes(granted);
            }
            List<String> lines = fields.next();
            byte[] block = FieldLines.encoded(encoder, lines);
            assertEquals(Optional.of(lines), netty.decode(block));
            assertEquals(lines, FieldLines.of(decoder, ByteBuffer.wrap(block)));
            assertTrue(decoder.tableBytes() <= maxTableBytes);
        }
    }

    @ParameterizedTest
    @CsvSource({"4096, 0", "4096, 512", "65536, 0", "65536, 20"})
    void what_netty_encodes_we_decode(int maxTableBytes, int minHuffmanChars) {
        Random random = new Random(maxTableBytes + minHuffmanChars);
        RandomFields fields = new RandomFields(random);
        NettyHpack netty = new NettyHpack(minHuffmanChars);
        HpackDecoder decoder = new HpackDecoder(maxTableBytes);
        for (int i = 0; i < BLOCKS; i++) {
            if (random.nextInt(40) == 0) {
                netty.granted(Math.min(maxTableBytes, TABLES[random.nextInt(TABLES.length)]));
            }
            List<String> lines = fields.next();
            assertEquals(lines, FieldLines.of(decoder, ByteBuffer.wrap(netty.encode(lines))));
        }
    }
}
