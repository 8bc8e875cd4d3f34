package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Bytes as the tables of the tests write them: hexadecimal, with blanks where they help the eye.
 */
final class Hex {

    private Hex() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(bytes(hex));
    }

    /** Buffers, where slashes part them. */
    static List<ByteBuffer> pieces(String hex) {
        return Arrays.stream(hex.split("/", -1)).map(Hex::buffer).toList();
    }

    /** The remaining bytes, which stay. */
    static String of(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
