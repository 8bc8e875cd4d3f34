package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Any fields in any blocks, with a table whose size changes: Netty finds them again, and no field
 * takes more room than was asked for.
 *
 * <p>Lines are parted by line breaks, and blocks by empty lines. A line is a name, a colon and a
 * value; or it begins with {@code #}, and the number of its other characters, squared, is what the
 * peer grants from now on.
 */
public final class HpackEncoderFuzz {

    private static final int TABLE_BYTES = 4096;

    private HpackEncoderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Latin1.text(input, 0, input.length);
        HpackEncoder encoder = new HpackEncoder(TABLE_BYTES);
        HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
        NettyHpack netty = new NettyHpack(0);
        for (String block : text.split("\n\n", -1)) {
            List<String> lines = new ArrayList<>();
            for (String line : block.split("\n", -1)) {
                int colon = line.indexOf(':', 1);
                if (line.startsWith("#")) {
                    long granted = (long) line.length() * line.length() - 1;
                    encoder.peerTableBytes(granted);
                    netty.grant(granted);
                } else if (colon > 0) {
                    lines.add(FieldLines.line(line.substring(0, colon), line.substring(colon + 1)));
                }
            }
            byte[] encoded = encoded(encoder, lines);
            List<String> expected =
                    lines.stream().map(HpackEncoderFuzz::withNameInLowerCase).toList();
            assertEquals(Optional.of(expected), netty.decode(encoded));
            assertEquals(expected, FieldLines.of(decoder, ByteBuffer.wrap(encoded)));
        }
    }

    private static byte[] encoded(HpackEncoder encoder, List<String> lines) {
        int capacity = HpackEncoder.MAX_UPDATE_BYTES;
        for (String line : lines) {
            capacity += HpackEncoder.maxBytes("", line);
        }
        ByteBuffer block = ByteBuffer.allocate(capacity);
        encoder.begin(block.limit(HpackEncoder.MAX_UPDATE_BYTES));
        for (String line : lines) {
            int colon = line.indexOf(':', 1);
            String name = line.substring(0, colon);
            String value = line.substring(colon + 2);
            // Nothing beyond the limit can be written.
            block.limit(block.position() + HpackEncoder.maxBytes(name, value));
            encoder.encode(name, value, block);
        }
        return Arrays.copyOf(block.array(), block.position());
    }

    private static String withNameInLowerCase(String line) {
        int colon = line.indexOf(':', 1);
        return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }
}
