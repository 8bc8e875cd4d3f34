package org.upgradefilter.websocket;

import java.nio.ByteBuffer;

/**
 * Makes messages and control frames of frames, and knows the rules (RFC 6455 §5.2 to §5.6).
 *
 * <p>Messages are passed on in pieces, never collected; text is checked as it comes. Control frames
 * are passed on whole. All a header can break, limits included, is found before any payload.
 *
 * <p>Both methods throw {@link WebSocketException}, after which nothing more can be received: 1002
 * for what §5 forbids, 1007 for text that is not UTF-8, 1008 for too many fragments or frames that
 * say nothing, 1009 for a message too big.
 *
 * <p>Confined to the connection's strand.
 */
final class MessageAssembler implements FrameSink {

    private static final int MAX_CONTROL_BYTES = 125;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final MessageSink sink;
    private final WebSocketLimits limits;
    private final Overhead overhead;
    private final Utf8Decoder utf8 = new Utf8Decoder();

    private Opcode opcode = Opcode.RESERVED;

    /** What the end of the frame is to its message. */
    private MessageSink.Part endOfFrame = MessageSink.Part.LAST;

    private ByteBuffer control = NOTHING;

    private Fragmentation message = Fragmentation.NONE;
    private long messageBytes;
    private int fragments;

    MessageAssembler(MessageSink sink, WebSocketLimits limits, Overhead overhead) {
        this.sink = sink;
        this.limits = limits;
        this.overhead = overhead;
    }

    @Override
    public void onHeader(FrameHeader header) {
        // §5.2: not 0 "unless an extension is negotiated", and none is
        if (header.rsv() != 0) {
            throw violation("reserved bit");
        }
        opcode = header.opcode();
        endOfFrame = header.isFinal() ? MessageSink.Part.LAST : MessageSink.Part.MORE;
        message = message.recvHeader(opcode);
        overhead.count(header);
        if (opcode.isControl()) {
            beginControl(header);
        } else {
            count(header);
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
        if (header.payloadLength() > limits.maxMessageBytes() - messageBytes) {
            throw new WebSocketException(
                    CloseCode.MESSAGE_TOO_BIG,
                    "message of more than " + limits.maxMessageBytes() + " bytes");
        }
        fragments++;
        messageBytes += header.payloadLength();
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
        Fragmentation type = message;
        if (part == MessageSink.Part.LAST) {
            message = message.recvEnd();
            messageBytes = 0;
            fragments = 0;
        }
        deliver(type, piece, part);
    }

    /** True if the frame of the last header is a control frame, which no limit of ours delays. */
    boolean isControl() {
        return opcode.isControl();
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
