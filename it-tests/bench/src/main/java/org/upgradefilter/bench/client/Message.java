package org.upgradefilter.bench.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** What every connection says again and again, made once. */
public final class Message {

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int MASKED = 0x80;
    private static final int KEY = 0x37FA213D;
    private static final int MOST_BURST_BYTES = 128 * 1024;

    private final int opcode;
    private final byte[] payload;

    private Message(int opcode, byte[] payload) {
        this.opcode = opcode;
        this.payload = payload;
    }

    /** Words of which no two follow one another often enough to be compressed to nothing. */
    public static Message text(int bytes) {
        Random random = new Random(bytes);
        StringBuilder words = new StringBuilder();
        while (words.length() < bytes) {
            words.append("{\"id\":").append(random.nextInt(1000)).append(",\"state\":\"open\"} ");
        }
        byte[] payload = words.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
        return new Message(TEXT, payload);
    }

    /** Random bytes. */
    public static Message binary(int bytes) {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        return new Message(BINARY, payload);
    }

    /** What an echo must be. */
    ByteBuffer payload() {
        return ByteBuffer.wrap(payload);
    }

    /**
     * As many masked frames in a row as {@code most}, or fewer if they are large, each a whole
     * message (RFC 6455 §5.2).
     */
    Burst frames(int most, Compression compression) {
        byte[] sent = compression == Compression.NONE ? payload : deflated(payload);
        int first = FINAL | opcode | (compression == Compression.NONE ? 0 : COMPRESSED);
        ByteBuffer frame = ByteBuffer.allocate(sent.length + 14).put((byte) first);
        if (sent.length < 126) {
            frame.put((byte) (MASKED | sent.length));
        } else if (sent.length < 1 << 16) {
            frame.put((byte) (MASKED | 126)).putShort((short) sent.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(sent.length);
        }
        frame.putInt(KEY);
        for (int i = 0; i < sent.length; i++) {
            frame.put((byte) (sent[i] ^ (KEY >> (8 * (3 - i % 4)))));
        }
        frame.flip();
        int count = Math.max(1, Math.min(most, MOST_BURST_BYTES / frame.remaining()));
        ByteBuffer burst = ByteBuffer.allocateDirect(count * frame.remaining());
        for (int i = 0; i < count; i++) {
            burst.put(frame.duplicate());
        }
        return new Burst(burst.flip(), frame.remaining());
    }

    /** A message without the empty block at its end (RFC 7692 §7.2.1), for any context. */
    private static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[8 * 1024];
        int count;
        do {
            count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            out.write(piece, 0, count);
        } while (count == piece.length);
        deflater.end();
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - 4);
    }

    /** Frames of one length, one behind the other. */
    record Burst(ByteBuffer frames, int frameBytes) {

        int count() {
            return frames.remaining() / frameBytes;
        }
    }
}
