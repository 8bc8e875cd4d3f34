package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages and control frames of frames, and knows the rules (RFC 6455 §5.2 to §5.6, RFC 7692
 * §6).
 *
 * <p>Messages are passed on in pieces, never collected; text is checked as it comes. Control frames
 * are passed on whole. All a header can break, limits included, is found before any payload.
 *
 * <p>A piece of a compressed message is only taken note of; then {@link #inflate} is called for as
 * long as {@link #isInflating}, and makes of it any number of pieces, each when its turn has come.
 *
 * <p>All of them throw {@link WebSocketException}, after which nothing more can be received: 1002
 * for what §5 forbids, 1007 for text that is not UTF-8 or what cannot be inflated, 1008 for too
 * many fragments, frames that say nothing or too much inflation, 1009 for a message too big.
 *
 * <p>Confined to the connection's strand.
 */
final class MessageAssembler implements FrameSink {

    private static final int MAX_CONTROL_BYTES = 125;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int RSV1 = 4;

    /** What a fragment can have that inflates to nothing: an empty block or a few. */
    private static final int BYTES_OF_NOTHING = 64;

    private final MessageSink sink;
    private final WebSocketLimits limits;
    private final Overhead overhead;

    /** Null if no compression was agreed upon. */
    private final @Nullable MessageInflater inflater;

    private final Utf8Decoder utf8 = new Utf8Decoder();

    private Opcode opcode = Opcode.RESERVED;

    /** What the end of the frame is to its message. */
    private MessageSink.Part endOfFrame = MessageSink.Part.LAST;

    private ByteBuffer control = NOTHING;

    private Fragmentation message = Fragmentation.NONE;

    /** How many messages have begun. */
    private long messages;

    private boolean deflated;
    private long payloadBytes;
    private int fragments;

    /** What has become of a compressed message so far. */
    private long inflatedBytes;

    /**
     * @param inflater null if no compression was agreed upon
     */
    MessageAssembler(
            MessageSink sink,
            WebSocketLimits limits,
            Overhead overhead,
            @Nullable MessageInflater inflater) {
        this.sink = sink;
        this.limits = limits;
        this.overhead = overhead;
        this.inflater = inflater;
    }

    @Override
    public void onHeader(FrameHeader header) {
        checkReservedBits(header);
        opcode = header.opcode();
        endOfFrame = header.isFinal() ? MessageSink.Part.LAST : MessageSink.Part.MORE;
        message = message.recvHeader(opcode);
        overhead.count(header);
        if (opcode.isControl()) {
            beginControl(header);
        } else {
            if (opcode != Opcode.CONTINUATION) {
                deflated = header.rsv() == RSV1;
                messages++;
            }
            count(header);
        }
    }

    // RFC 6455 §5.2: 0 "unless an extension is negotiated"; RFC 7692 §6: only on first frames
    private void checkReservedBits(FrameHeader header) {
        boolean isCompressed =
                header.rsv() == RSV1
                        && inflater != null
                        && (header.opcode() == Opcode.TEXT || header.opcode() == Opcode.BINARY);
        if (header.rsv() != 0 && !isCompressed) {
            throw violation("reserved bit");
        }
    }

    // §5.5: "MUST have a payload length of 125 bytes or less and MUST NOT be fragmented"
    private void beginControl(FrameHeader header) {
        if (!header.isFinal()) {
            throw violation("fragmented control frame");
        }
        if (header.payloadLength() > MAX_CONTROL_BYTES) {
            throw violation("control frame of more than 125 bytes");
        }
        control = ByteBuffer.allocate((int) header.payloadLength());
    }

    private void count(FrameHeader header) {
        if (fragments == limits.maxFragments()) {
            throw new WebSocketException(
                    CloseCode.POLICY_VIOLATION,
                    "message of more than " + limits.maxFragments() + " fragments");
        }
        fragments++;
        if (header.payloadLength() > maxPayloadBytes() - payloadBytes) {
            throw tooBig();
        }
        payloadBytes += header.payloadLength();
    }

    /** How much may come for the message as it is on the wire. */
    private long maxPayloadBytes() {
        long most = limits.maxMessageBytes();
        if (!deflated) {
            return most;
        }
        // Compression can make small things larger; what is beyond this is meant to be.
        return most
                + Math.min(Long.MAX_VALUE - most, most / 2 + (long) BYTES_OF_NOTHING * fragments);
    }

    private WebSocketException tooBig() {
        return new WebSocketException(
                CloseCode.MESSAGE_TOO_BIG,
                "message of more than " + limits.maxMessageBytes() + " bytes");
    }

    @Override
    public void onPayload(ByteBuffer piece, Position position) {
        if (opcode.isControl()) {
            control.put(piece);
            if (position == Position.END) {
                deliverControl(control.flip());
            }
            return;
        }
        MessageSink.Part part = position == Position.END ? endOfFrame : MessageSink.Part.MORE;
        if (inflater != null && deflated) {
            inflater.add(piece, part);
        } else {
            proceed(piece, part);
        }
    }

    /**
     * True if the piece of the last call of {@link #onPayload} is not used up; nothing else may be
     * read.
     */
    boolean isInflating() {
        return inflater != null && inflater.isInflating();
    }

    /**
     * Inflates some of it, and makes at most one event.
     *
     * @param room cleared, and the event's from then on
     * @throws IllegalStateException unless {@link #isInflating}
     */
    void inflate(ByteBuffer room) {
        if (inflater == null) {
            throw new IllegalStateException("nothing is compressed");
        }
        // One byte more than may come is enough to see that it is too much.
        long allowed = limits.maxMessageBytes() - inflatedBytes;
        if (allowed < room.limit()) {
            room.limit((int) allowed + 1);
        }
        MessageSink.Part part = inflater.inflate(room);
        inflatedBytes += room.position();
        if (inflatedBytes > limits.maxMessageBytes()) {
            throw tooBig();
        }
        proceed(room.flip(), part);
    }

    private void proceed(ByteBuffer piece, MessageSink.Part part) {
        Fragmentation type = message;
        if (part == MessageSink.Part.LAST) {
            message = message.recvEnd();
            payloadBytes = 0;
            inflatedBytes = 0;
            fragments = 0;
        }
        deliver(type, piece, part);
    }

    /** The number of the message that has begun and not ended; 0 if there is none. */
    long messageUnderWay() {
        return message == Fragmentation.NONE ? 0 : messages;
    }

    /** Nothing more will be read. Idempotent. */
    void close() {
        if (inflater != null) {
            inflater.close();
        }
    }

    /** True if the frame of the last header is a control frame, which no limit of ours delays. */
    boolean isControl() {
        return opcode.isControl();
    }

    /** True if the frame of the last header is a Close, broken or not. */
    boolean isClose() {
        return opcode == Opcode.CLOSE;
    }

    private void deliver(Fragmentation type, ByteBuffer piece, MessageSink.Part part) {
        if (type == Fragmentation.TEXT) {
            String text = utf8.decode(piece, part);
            if (!text.isEmpty() || part == MessageSink.Part.LAST) {
                sink.onText(text, part);
            }
        } else if (piece.hasRemaining() || part == MessageSink.Part.LAST) {
            sink.onBinary(piece, part);
        }
    }

    private void deliverControl(ByteBuffer payload) {
        control = NOTHING;
        switch (opcode) {
            case PING -> sink.onPing(payload);
            case PONG -> sink.onPong(payload);
            default -> {
                CloseBody body = CloseBody.parse(payload);
                sink.onClose(body.code(), body.reason());
            }
        }
    }

    private static WebSocketException violation(String reason) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, reason);
    }
}
