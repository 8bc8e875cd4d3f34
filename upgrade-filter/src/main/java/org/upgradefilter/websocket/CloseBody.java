package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The payload of a Close frame: nothing, or a code and a reason (RFC 6455 §5.5.1).
 *
 * @param code one that may be sent; 1005 stands for an empty payload
 * @param reason at most 123 bytes in UTF-8
 */
record CloseBody(int code, String reason) {

    /** What a control frame has left after the code (§5.5). */
    static final int MAX_REASON_BYTES = 123;

    /** The empty payload. */
    static final CloseBody NONE = new CloseBody(CloseCode.NO_STATUS.code(), "");

    private static final int CODE_BYTES = 2;

    /**
     * @throws IllegalArgumentException if the code may not be sent, or the reason is too long or
     *     has half a surrogate pair
     */
    CloseBody {
        boolean isNone = code == CloseCode.NO_STATUS.code() && reason.isEmpty();
        if (!isNone && !CloseCode.mayBeSent(code)) {
            throw new IllegalArgumentException("no code for a Close frame: " + code);
        }
        if (encode(reason).remaining() > MAX_REASON_BYTES) {
            throw new IllegalArgumentException(
                    "a reason has at most " + MAX_REASON_BYTES + " bytes in UTF-8");
        }
    }

    /**
     * Reads the whole of {@code payload}.
     *
     * @throws WebSocketException with 1002 if there is half a code or one that may not be sent,
     *     1007 if the reason is not UTF-8
     */
    static CloseBody parse(ByteBuffer payload) {
        if (!payload.hasRemaining()) {
            return NONE;
        }
        if (payload.remaining() < CODE_BYTES) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "half a close code");
        }
        int code = (payload.get() & 0xFF) << 8 | (payload.get() & 0xFF);
        if (!CloseCode.mayBeSent(code)) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "illegal close code");
        }
        return new CloseBody(code, new Utf8Decoder().decode(payload, MessageSink.Part.LAST));
    }

    /** As it goes into the frame; the caller's to keep. */
    ByteBuffer payload() {
        if (code == CloseCode.NO_STATUS.code()) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer text = encode(reason);
        ByteBuffer payload = ByteBuffer.allocate(CODE_BYTES + text.remaining());
        return payload.putShort((short) code).put(text).flip();
    }

    private static ByteBuffer encode(String reason) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(reason));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a reason has whole surrogate pairs only", e);
        }
    }
}
