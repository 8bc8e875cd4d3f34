package org.upgradefilter.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client's frames as bytes, masked. */
final class ClientFrames {

    private static final int KEY = 0x37FA213D;

    private ClientFrames() {}

    static byte[] text(String message) {
        return frame(0x81, message.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] textBegin(String piece) {
        return frame(0x01, piece.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] continuation(String piece) {
        return frame(0x00, piece.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] continuationEnd(String piece) {
        return frame(0x80, piece.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] binary(byte... message) {
        return frame(0x82, message);
    }

    static byte[] ping(String data) {
        return frame(0x89, data.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] pong(String data) {
        return frame(0x8A, data.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] close() {
        return frame(0x88);
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                0x88,
                ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    /** A frame whose first byte is {@code flags}. */
    static byte[] frame(int flags, byte... payload) {
        ByteBuffer bytes = ByteBuffer.allocate(14 + payload.length);
        bytes.put((byte) flags);
        if (payload.length < 126) {
            bytes.put((byte) (0x80 | payload.length));
        } else if (payload.length < 0x1_0000) {
            bytes.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            bytes.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        bytes.putInt(KEY);
        for (int i = 0; i < payload.length; i++) {
            bytes.put((byte) (payload[i] ^ (KEY >> (8 * (3 - i % 4)))));
        }
        byte[] frame = new byte[bytes.flip().remaining()];
        bytes.get(frame);
        return frame;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
