package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.io.Outbox;

/**
 * Writes frames (RFC 9113 §4, §6), one behind the other into one buffer. DATA is put into one frame
 * as long as nothing else comes between, and the end of a stream into its last one.
 *
 * <p>Confined to the connection's strand.
 */
final class FrameWriter {

    /** With as much content, there is likely to be more. */
    private static final int MUCH_BYTES = 8 * 1024;

    /** With less room than this, no DATA is begun in what is gathered. */
    private static final int MIN_DATA_BYTES = 64;

    private static final int PING_BYTES = 8;
    private static final int MAX_LAST_STREAM = Integer.MAX_VALUE;

    private final Outbox outbox;
    private final HpackEncoder encoder;

    /** Where the DATA frame begins that may still grow; -1 if there is none. */
    private int openStart = -1;

    private int openStream;

    FrameWriter(Outbox outbox, HpackEncoder encoder) {
        this.outbox = outbox;
        this.encoder = encoder;
    }

    /** True if the peer has to take something before more is written. */
    boolean isWaitingForRoom() {
        return outbox.isWaitingForRoom();
    }

    /** How much is gathered, in bytes. */
    int gatheredBytes() {
        return outbox.isEmpty() ? 0 : outbox.gathering().position();
    }

    /** As {@link Outbox#onWritable}. */
    void onWritable() {
        outbox.onWritable();
    }

    /**
     * Sends all.
     *
     * @return false if something waits for room
     * @throws IOException if the transport failed
     */
    boolean flush() throws IOException {
        openStart = -1;
        return outbox.flush();
    }

    void end() {
        openStart = -1;
        outbox.end();
    }

    /** The peer keeps that much of our header table, in bytes. */
    void peerTableBytes(long bytes) {
        encoder.peerTableBytes(bytes);
    }

    /** What we say of ourselves (§6.5), and the window of the connection. */
    void preface(Http2Limits limits) {
        int settings = 3;
        ByteBuffer dst = begin(6 * settings, Frames.SETTINGS, 0, 0);
        setting(dst, PeerSettings.MAX_CONCURRENT_STREAMS, limits.maxConcurrentStreams());
        setting(dst, PeerSettings.MAX_HEADER_LIST_SIZE, limits.maxFieldsBytes());
        setting(dst, PeerSettings.ENABLE_CONNECT_PROTOCOL, 1);
        int increment = limits.maxUnreadBytes() - Http2Limits.INITIAL_WINDOW_BYTES;
        if (increment > 0) {
            windowUpdate(0, increment);
        }
    }

    private static void setting(ByteBuffer dst, int id, int value) {
        dst.putShort((short) id).putInt(value);
    }

    void settingsAcknowledged() {
        begin(0, Frames.SETTINGS, Frames.ACK, 0);
    }

    void ping(ByteBuffer opaque, int flags) {
        begin(PING_BYTES, Frames.PING, flags, 0).put(opaque);
    }

    void reset(int stream, ErrorCode code) {
        begin(Integer.BYTES, Frames.RST_STREAM, 0, stream).putInt(code.number());
    }

    void windowUpdate(int stream, int increment) {
        begin(Integer.BYTES, Frames.WINDOW_UPDATE, 0, stream).putInt(increment);
    }

    /** Says that there will be an end, and not yet what comes before it (§6.8). */
    void goAwaySoon() {
        goAway(MAX_LAST_STREAM, ErrorCode.NO_ERROR, "");
    }

    /**
     * Says that it is the end, and what was dealt with before it.
     *
     * @param reason ASCII
     */
    void goAway(int lastStream, ErrorCode code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        begin(2 * Integer.BYTES + text.length, Frames.GOAWAY, 0, 0)
                .putInt(lastStream)
                .putInt(code.number())
                .put(text);
    }

    /**
     * A response, or an interim one.
     *
     * @param isLast true if nothing follows on the stream
     */
    void head(int stream, int status, List<Field> fields, boolean isLast) {
        ByteBuffer dst = beginBlock(stream, fields, isLast);
        int start = dst.position() - Frames.HEADER_BYTES;
        encoder.begin(dst);
        encoder.encodeStatus(status, dst);
        endBlock(dst, start, fields);
    }

    /** Trailers, the last of their stream. */
    void trailers(int stream, List<Field> fields) {
        ByteBuffer dst = beginBlock(stream, fields, true);
        int start = dst.position() - Frames.HEADER_BYTES;
        encoder.begin(dst);
        endBlock(dst, start, fields);
    }

    private ByteBuffer beginBlock(int stream, List<Field> fields, boolean isLast) {
        // The status, and what a block of that size may be split into.
        int most = HpackEncoder.MAX_UPDATE_BYTES + HpackEncoder.maxBytes(":status", "200");
        for (Field field : fields) {
            most += HpackEncoder.maxBytes(field.name(), field.value());
        }
        most += Frames.HEADER_BYTES * (most / Frames.MAX_PAYLOAD_BYTES);
        int flags = Frames.END_HEADERS | (isLast ? Frames.END_STREAM : 0);
        openStart = -1;
        ByteBuffer dst = outbox.gatheringFor(Frames.HEADER_BYTES + most);
        header(dst, 0, Frames.HEADERS, flags, stream);
        return dst;
    }

    private void endBlock(ByteBuffer dst, int start, List<Field> fields) {
        for (Field field : fields) {
            // §8.2.1: here space around it would be part of the value, and an error.
            encoder.encode(field.name(), FieldList.trim(field.value()), dst);
        }
        int length = dst.position() - start - Frames.HEADER_BYTES;
        if (length <= Frames.MAX_PAYLOAD_BYTES) {
            putLength(dst, start, length);
        } else {
            split(dst, start, length);
        }
    }

    /** Makes HEADERS and CONTINUATION of one block (§6.10). */
    private static void split(ByteBuffer dst, int start, int length) {
        byte[] block = new byte[length];
        dst.get(start + Frames.HEADER_BYTES, block);
        int stream = dst.getInt(start + 5);
        int flags = dst.get(start + 4) & ~Frames.END_HEADERS;
        dst.position(start);
        int type = Frames.HEADERS;
        for (int from = 0; from < length; from += Frames.MAX_PAYLOAD_BYTES) {
            int count = Math.min(length - from, Frames.MAX_PAYLOAD_BYTES);
            boolean isEnd = from + count == length;
            header(dst, count, type, flags | (isEnd ? Frames.END_HEADERS : 0), stream);
            dst.put(block, from, count);
            type = Frames.CONTINUATION;
            flags = 0;
        }
    }

    /**
     * Puts content into a DATA frame, as far as there is room.
     *
     * @param most what the windows let through; positive
     * @return the number of bytes taken; 0 if the peer must take something first
     * @throws IOException if the transport failed
     */
    int data(int stream, ByteBuffer src, int most) throws IOException {
        int count = Math.min(Math.min(src.remaining(), most), Frames.MAX_PAYLOAD_BYTES);
        int gathered = gather(stream, src, count);
        if (gathered == 0 && handOn()) {
            gathered = gather(stream, src, count);
        }
        return gathered;
    }

    private int gather(int stream, ByteBuffer src, int count) {
        if (isWaitingForRoom()) {
            return 0;
        }
        ByteBuffer dst = count < MUCH_BYTES ? outbox.gathering() : outbox.gatheringMuch();
        int before = 0;
        if (openStart >= 0 && openStream == stream) {
            before = dst.position() - openStart - Frames.HEADER_BYTES;
        }
        if (before == 0 || before == Frames.MAX_PAYLOAD_BYTES) {
            if (dst.remaining() < Frames.HEADER_BYTES + Math.min(count, MIN_DATA_BYTES)) {
                return 0;
            }
            before = 0;
            openStart = dst.position();
            openStream = stream;
            header(dst, 0, Frames.DATA, 0, stream);
        }
        int room = Math.min(dst.remaining(), Frames.MAX_PAYLOAD_BYTES - before);
        int taken = Math.min(room, count);
        dst.put(dst.position(), src, src.position(), taken);
        dst.position(dst.position() + taken);
        src.position(src.position() + taken);
        putLength(dst, openStart, before + taken);
        return taken;
    }

    private boolean handOn() throws IOException {
        openStart = -1;
        return outbox.handOn();
    }

    /** Ends a stream: by its last DATA frame, if that has not left; else by one of its own. */
    void endStream(int stream) {
        if (openStart >= 0 && openStream == stream) {
            ByteBuffer dst = outbox.gathering();
            dst.put(openStart + 4, (byte) Frames.END_STREAM);
            openStart = -1;
        } else {
            begin(0, Frames.DATA, Frames.END_STREAM, stream);
        }
    }

    private ByteBuffer begin(int length, int type, int flags, int stream) {
        openStart = -1;
        ByteBuffer dst = outbox.gatheringFor(Frames.HEADER_BYTES + length);
        header(dst, length, type, flags, stream);
        return dst;
    }

    private static void header(ByteBuffer dst, int length, int type, int flags, int stream) {
        dst.put((byte) (length >> 16))
                .putShort((short) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }

    private static void putLength(ByteBuffer dst, int start, int length) {
        dst.put(start, (byte) (length >> 16)).putShort(start + 1, (short) length);
    }
}
