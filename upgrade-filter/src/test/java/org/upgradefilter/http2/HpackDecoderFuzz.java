package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any bytes for blocks of fields: they have the fields that Netty finds, or fail where it does;
 * nothing but COMPRESSION_ERROR is thrown, and the table stays within its limit.
 *
 * <p>Each block has its length before it, in one byte.
 */
public final class HpackDecoderFuzz {

    private static final int TABLE_BYTES = 4096;

    private HpackDecoderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
        NettyHpack netty = new NettyHpack(0);
        int next = 0;
        while (next < input.length) {
            int start = next + 1;
            next = Math.min(start + (input[next] & 0xFF), input.length);
            byte[] block = Arrays.copyOfRange(input, start, next);
            Optional<List<String>> lines = decode(decoder, block);
            assertEquals(netty.decode(block), lines);
            if (lines.isEmpty()) {
                return;
            }
            assertTrue(decoder.tableBytes() <= TABLE_BYTES, "the table is too large");
        }
    }

    private static Optional<List<String>> decode(HpackDecoder decoder, byte[] block) {
        try {
            return Optional.of(FieldLines.of(decoder, ByteBuffer.wrap(block)));
        } catch (Http2Exception invalid) {
            assertEquals(ErrorCode.COMPRESSION_ERROR, invalid.code());
            return Optional.empty();
        }
    }
}
