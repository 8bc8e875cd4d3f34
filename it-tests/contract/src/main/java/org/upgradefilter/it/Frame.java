package org.upgradefilter.it;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame the server sent (RFC 6455 §5.2): unmasked, in the shortest form, without extensions. */
public final class Frame {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private final int flags;
    private final byte[] payload;

    Frame(int flags, byte[] payload) {
        this.flags = flags;
        this.payload = payload;
    }

    public int opcode() {
        return flags & 0x0F;
    }

    public boolean isFinal() {
        return (flags & 0x80) != 0;
    }

    public boolean isControl() {
        return opcode() >= CLOSE;
    }

    public byte[] payload() {
        return payload;
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a Close, or 1005 if it has none. */
    public int closeCode() {
        if (opcode() != CLOSE) {
            throw new AssertionError("a Close expected, not " + this);
        }
        return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    @Override
    public String toString() {
        return "frame of opcode "
                + opcode()
                + (isFinal() ? ", final" : "")
                + ": "
                + (payload.length > 100 ? payload.length + " bytes" : text());
    }
}
