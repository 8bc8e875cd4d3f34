package org.upgradefilter.websocket;

import java.nio.ByteBuffer;

/**
 * Writes the headers of a server's frames: not masked, lengths in their shortest form (RFC 6455
 * §5.1, §5.2). The layout is drawn at {@link FrameReader}.
 */
final class FrameWriter {

    /** No header of a server is longer. */
    static final int MAX_HEADER_BYTES = 10;

    private FrameWriter() {}

    /** How many bytes the header of such a payload has: 2, 4 or 10. */
    static int headerBytes(long payloadLength) {
        return 2 + extendedBytes(payloadLength);
    }

    /** What a frame says of how its message is coded. */
    enum Coding {
        /** As it is. */
        PLAIN(0),
        /** By {@code permessage-deflate}: RSV1, for the first frame of a message (RFC 7692 §6). */
        DEFLATED(0x40);

        private final int flag;

        Coding(int flag) {
            this.flag = flag;
        }
    }

    /** Writes the header of a frame that is not compressed. */
    static void writeHeader(
            ByteBuffer dst, Opcode opcode, MessageSink.Part part, long payloadLength) {
        writeHeader(dst, opcode, part, Coding.PLAIN, payloadLength);
    }

    /**
     * Writes a header at the position of {@code dst}, whatever its byte order.
     *
     * @param opcode any but {@link Opcode#RESERVED}
     * @param part {@link MessageSink.Part#LAST} if the frame is the last fragment of its message,
     *     or the only one
     * @param payloadLength in bytes, not negative
     * @throws java.nio.BufferOverflowException if {@code dst} has no room for it
     */
    static void writeHeader(
            ByteBuffer dst,
            Opcode opcode,
            MessageSink.Part part,
            Coding coding,
            long payloadLength) {
        if (opcode == Opcode.RESERVED || payloadLength < 0) {
            throw new IllegalArgumentException("no frame: " + opcode + ", " + payloadLength);
        }
        int fin = part == MessageSink.Part.LAST ? 0x80 : 0;
        int extendedBytes = extendedBytes(payloadLength);
        dst.put((byte) (fin | coding.flag | opcode.code()));
        dst.put((byte) (extendedBytes == 0 ? payloadLength : extendedBytes == 2 ? 126 : 127));
        for (int shift = Byte.SIZE * (extendedBytes - 1); shift >= 0; shift -= Byte.SIZE) {
            dst.put((byte) (payloadLength >>> shift));
        }
    }

    private static int extendedBytes(long payloadLength) {
        return payloadLength < 126 ? 0 : payloadLength < 0x1_0000 ? 2 : 8;
    }
}
