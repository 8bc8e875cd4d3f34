package org.upgradefilter.it.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.upgradefilter.it.RawConnection;

/** A frame as it goes over the wire, right or wrong (RFC 9113 §4.1). */
final class Http2Frame {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int HAS_PRIORITY = 0x20;

    private static final int HEADER_BYTES = 9;
    private static final int MAX_PAYLOAD_BYTES = 1 << 14;

    private final int type;
    private final int flags;
    private final int stream;
    private final byte[] payload;

    /**
     * @param stream 0 for the connection
     */
    Http2Frame(int type, int flags, int stream, byte[] payload) {
        this.type = type;
        this.flags = flags;
        this.stream = stream;
        this.payload = payload;
    }

    /** Receives the next one, which must not be longer than any peer lets it by default (§4.2). */
    static Http2Frame read(RawConnection from) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(from.bytes(HEADER_BYTES));
        int length = ((head.getShort() & 0xFFFF) << 8) | (head.get() & 0xFF);
        if (length > MAX_PAYLOAD_BYTES) {
            throw new AssertionError("a frame of " + length + " bytes");
        }
        int type = head.get() & 0xFF;
        int flags = head.get() & 0xFF;
        return new Http2Frame(type, flags, head.getInt(), from.bytes(length));
    }

    static Http2Frame frame(int type, int flags, int stream, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return new Http2Frame(type, flags, stream, bytes);
    }

    static Http2Frame data(int stream, byte[] content) {
        return new Http2Frame(DATA, 0, stream, content);
    }

    static Http2Frame lastData(int stream, byte[] content) {
        return new Http2Frame(DATA, END_STREAM, stream, content);
    }

    /** A whole field section, with content to follow. */
    static Http2Frame headers(int stream, byte[] block) {
        return new Http2Frame(HEADERS, END_HEADERS, stream, block);
    }

    /** A whole field section, and nothing after it. */
    static Http2Frame lastHeaders(int stream, byte[] block) {
        return new Http2Frame(HEADERS, END_HEADERS | END_STREAM, stream, block);
    }

    /**
     * @param pairs of an identifier and a value
     */
    static Http2Frame settings(long... pairs) {
        return new Http2Frame(SETTINGS, 0, 0, settingsPayload(pairs));
    }

    static byte[] settingsPayload(long... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt((int) pairs[i + 1]);
        }
        return payload.array();
    }

    /** What a payload of SETTINGS says, at last. */
    static OptionalLong setting(byte[] settings, int identifier) {
        OptionalLong value = OptionalLong.empty();
        ByteBuffer pairs = ByteBuffer.wrap(settings);
        while (pairs.hasRemaining()) {
            int name = pairs.getShort() & 0xFFFF;
            long next = pairs.getInt() & 0xFFFF_FFFFL;
            if (name == identifier) {
                value = OptionalLong.of(next);
            }
        }
        return value;
    }

    static Http2Frame ping(String eight) {
        return new Http2Frame(PING, 0, 0, eight.getBytes(StandardCharsets.US_ASCII));
    }

    static Http2Frame windowUpdate(int stream, long increment) {
        return number(WINDOW_UPDATE, stream, increment);
    }

    static Http2Frame reset(int stream, int code) {
        return number(RST_STREAM, stream, code);
    }

    private static Http2Frame number(int type, int stream, long number) {
        return new Http2Frame(type, 0, stream, ByteBuffer.allocate(4).putInt((int) number).array());
    }

    int type() {
        return type;
    }

    int stream() {
        return stream;
    }

    byte[] payload() {
        return payload;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The error of a RST_STREAM or a GOAWAY. */
    int errorCode() {
        return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    /** Of a GOAWAY: the last stream that may have been processed. */
    int lastStream() {
        return ByteBuffer.wrap(payload).getInt();
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** One behind the other. */
    static byte[] bytes(Http2Frame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Http2Frame frame : frames) {
            all.writeBytes(frame.bytes());
        }
        return all.toByteArray();
    }

    @Override
    public String toString() {
        byte[] begin = Arrays.copyOf(payload, Math.min(payload.length, 40));
        return "type %d, flags %02x, stream %d, %d bytes %s"
                .formatted(type, flags, stream, payload.length, HexFormat.of().formatHex(begin));
    }
}
