package org.upgradefilter.websocket;

import java.nio.ByteBuffer;

/**
 * Reads frame headers and payload pieces from bytes split anywhere (RFC 6455 §5.2).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-------+-+-------------+-------------------------------+
 *  |F|R|R|R| opcode|M| length      | extended length, 16 bits      |
 *  |I|S|S|S|       |A|             | if length is 126,             |
 *  |N|V|V|V|       |S|             | 64 bits                       |
 *  | |1|2|3|       |K|             | if length is 127              |
 *  +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
 *  |                                                               |
 *  + - - - - - - - - - - - - - - - +-------------------------------+
 *  |                               | masking key, if MASK is 1     |
 *  +-------------------------------+-------------------------------+
 *  |                               | payload ...                   |
 *  +-------------------------------+-------------------------------+
 * </pre>
 *
 * <p>Checks layout only: lengths in their shortest form, and masks where they must be. The rules of
 * §5.4 and §5.5 are {@link MessageAssembler}'s.
 *
 * <p>Confined to the connection's strand. Keeps a header that is not yet complete, and no payload.
 */
final class FrameReader {

    private static final int MASK = 0x80;

    private final Peer peer;

    private Field awaited = Field.FLAGS;

    /** How many bytes the awaited field lacks, and what the others amount to. */
    private int missingBytes = Field.FLAGS.bytes;

    private long value;

    private int flags;
    private long payloadLength;
    private int maskingKey;
    private long unreadBytes;

    /**
     * @param peer whose frames these are
     */
    FrameReader(Peer peer) {
        this.peer = peer;
    }

    /**
     * Consumes the rest of a header, or as much of it as there is, and then no payload; or one
     * piece of a payload, as long as there is one. Advances the position of {@code src}, and
     * unmasks the piece where it lies. After an exception nothing more can be read.
     *
     * @throws WebSocketException with 1002 if a length is not minimal or exceeds 2^63-1, or if a
     *     client does not mask, or a server does
     */
    void read(ByteBuffer src, FrameSink sink) {
        if (awaited == Field.PAYLOAD) {
            if (src.hasRemaining()) {
                readPayload(src, sink);
            }
            return;
        }
        readHeader(src);
        if (awaited == Field.PAYLOAD) {
            sink.onHeader(header());
            if (payloadLength == 0) {
                readPayload(src, sink);
            }
        }
    }

    /** True if the last frame is complete and nothing of the next has come: here a peer may end. */
    boolean isBetweenFrames() {
        return awaited == Field.FLAGS;
    }

    /** True if a header is complete and its payload is not. */
    boolean isWithinPayload() {
        return awaited == Field.PAYLOAD;
    }

    private void readHeader(ByteBuffer src) {
        while (awaited != Field.PAYLOAD && src.hasRemaining()) {
            value = value << 8 | (src.get() & 0xFF);
            missingBytes--;
            if (missingBytes == 0) {
                await(fieldAfter(awaited));
            }
        }
    }

    /** Takes {@code value} for what {@code complete} says it is. */
    private Field fieldAfter(Field complete) {
        return switch (complete) {
            case FLAGS -> {
                flags = (int) value;
                yield Field.MASK_AND_LENGTH;
            }
            case MASK_AND_LENGTH -> {
                checkMask((value & MASK) != 0);
                payloadLength = value & 0x7F;
                yield switch ((int) payloadLength) {
                    case 126 -> Field.LENGTH_16;
                    case 127 -> Field.LENGTH_64;
                    default -> fieldAfterLength();
                };
            }
            case LENGTH_16 -> {
                payloadLength = atLeast(126);
                yield fieldAfterLength();
            }
            case LENGTH_64 -> {
                payloadLength = atLeast(0x1_0000);
                yield fieldAfterLength();
            }
            case MASKING_KEY -> {
                maskingKey = (int) value;
                yield Field.PAYLOAD;
            }
            case PAYLOAD -> throw new IllegalStateException("a payload is not read as a number");
        };
    }

    private Field fieldAfterLength() {
        unreadBytes = payloadLength;
        return peer == Peer.CLIENT ? Field.MASKING_KEY : Field.PAYLOAD;
    }

    private void await(Field next) {
        awaited = next;
        missingBytes = next.bytes;
        value = 0;
    }

    // §5.1: clients mask every frame, servers none
    private void checkMask(boolean isMasked) {
        if (isMasked != (peer == Peer.CLIENT)) {
            throw new WebSocketException(
                    CloseCode.PROTOCOL_ERROR, isMasked ? "masked frame" : "frame not masked");
        }
    }

    // §5.2: "the minimal number of bytes MUST be used", "the most significant bit MUST be 0"
    private long atLeast(long shortest) {
        if (value < 0) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "length of more than 63 bits");
        }
        if (value < shortest) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "length not in shortest form");
        }
        return value;
    }

    private FrameHeader header() {
        boolean isFinal = (flags & 0x80) != 0;
        return new FrameHeader(isFinal, flags >> 4 & 0x7, Opcode.of(flags & 0xF), payloadLength);
    }

    private void readPayload(ByteBuffer src, FrameSink sink) {
        int start = src.position();
        int length = (int) Math.min(src.remaining(), unreadBytes);
        ByteBuffer piece = src.slice(start, length);
        src.position(start + length);
        if (peer == Peer.CLIENT) {
            maskingKey = Masking.xor(piece, maskingKey);
        }
        unreadBytes -= length;
        if (unreadBytes > 0) {
            sink.onPayload(piece, FrameSink.Position.WITHIN);
        } else {
            await(Field.FLAGS);
            sink.onPayload(piece, FrameSink.Position.END);
        }
    }

    /** Whose frames are read. */
    enum Peer {
        CLIENT,
        SERVER
    }

    /** What the next bytes are. */
    private enum Field {
        FLAGS(1),
        MASK_AND_LENGTH(1),
        LENGTH_16(2),
        LENGTH_64(8),
        MASKING_KEY(4),
        PAYLOAD(0);

        final int bytes;

        Field(int bytes) {
            this.bytes = bytes;
        }
    }
}
