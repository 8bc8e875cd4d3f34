package org.upgradefilter.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client's frames as bytes, masked. */
public final class ClientFrames {

    /** The bit that ends a message. */
    public static final int FIN = 0x80;

    private static final int KEY = 0x37FA213D;

    private ClientFrames() {}

    public static byte[] text(String message) {
        return frame(FIN | Frame.TEXT, utf8(message));
    }

    public static byte[] binary(byte... message) {
        return frame(FIN | Frame.BINARY, message);
    }

    public static byte[] ping(String content) {
        return frame(FIN | Frame.PING, utf8(content));
    }

    public static byte[] close() {
        return frame(FIN | Frame.CLOSE);
    }

    public static byte[] close(int code, String reason) {
        byte[] text = utf8(reason);
        ByteBuffer payload = ByteBuffer.allocate(2 + text.length);
        return frame(FIN | Frame.CLOSE, payload.putShort((short) code).put(text).array());
    }

    /** A frame whose first byte is {@code flags}. */
    public static byte[] frame(int flags, byte... payload) {
        byte[] head = head(flags, payload.length);
        byte[] frame = new byte[head.length + payload.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        for (int i = 0; i < payload.length; i++) {
            frame[head.length + i] = (byte) (payload[i] ^ (KEY >> (8 * (3 - i % 4))));
        }
        return frame;
    }

    /** All of a frame but its payload. */
    public static byte[] head(int flags, long length) {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) flags);
        if (length < 126) {
            head.put((byte) (0x80 | length));
        } else if (length < 0x1_0000) {
            head.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            head.put((byte) (0x80 | 127)).putLong(length);
        }
        head.putInt(KEY).flip();
        byte[] bytes = new byte[head.remaining()];
        head.get(bytes);
        return bytes;
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
