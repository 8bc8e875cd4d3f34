package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Fields as the tables of the tests write them: a name, a colon, a blank and a value. */
final class FieldLines implements FieldSink {

    private final List<String> heard = new ArrayList<>();

    @Override
    public void field(String name, String value) {
        heard.add(line(name, value));
    }

    static String line(String name, String value) {
        return name + ": " + value;
    }

    List<String> heard() {
        return heard;
    }

    /** What a block has, in hexadecimal. */
    static List<String> of(HpackDecoder decoder, String hex) {
        return of(decoder, ByteBuffer.wrap(bytes(hex)));
    }

    static List<String> of(HpackDecoder decoder, ByteBuffer block) {
        FieldLines lines = new FieldLines();
        decoder.decode(block, lines);
        return lines.heard;
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Fields, where bars part them. */
    static List<String> lines(String fields) {
        return fields.isEmpty() ? List.of() : Arrays.asList(fields.split(" \\| ", -1));
    }

    /** A block of the encoder's. */
    static byte[] encoded(HpackEncoder encoder, List<String> lines) {
        ByteBuffer block = ByteBuffer.allocate(64 * 1024);
        encoder.begin(block);
        for (String line : lines) {
            int colon = line.indexOf(':', 1);
            encoder.encode(line.substring(0, colon), line.substring(colon + 2), block);
        }
        return Arrays.copyOf(block.array(), block.position());
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
