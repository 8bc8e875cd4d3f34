package org.upgradefilter.bench.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
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

    /** Twice as far as a compressed message can refer back. */
    private static final int OUT_OF_REACH_BYTES = 64 * 1024;

    private final int opcode;
    private final int bytes;

    private Message(int opcode, int bytes) {
        this.opcode = opcode;
        this.bytes = bytes;
    }

    /** JSON. */
    public static Message text(int bytes) {
        return new Message(TEXT, bytes);
    }

    /** Random bytes. */
    public static Message binary(int bytes) {
        return new Message(BINARY, bytes);
    }

    private byte[] payload(int variant) {
        Random random = new Random(bytes + 31L * variant);
        if (opcode == BINARY) {
            byte[] payload = new byte[bytes];
            random.nextBytes(payload);
            return payload;
        }
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "{\"id\":%d,\"name\":\"%s\",\"state\":\"%s\",\"price\":%.2f},",
                            random.nextInt(1_000_000),
                            Integer.toString(random.nextInt(1 << 24), 36),
                            random.nextBoolean() ? "open" : "closed",
                            random.nextDouble() * 1000));
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Masked frames in a row, each a whole message (RFC 6455 §5.2): the same one {@code most}
     * times, or fewer if it is large. Of compressed ones there are so many that none can refer to
     * the last time it was sent.
     */
    Burst frames(int most, Compression compression) {
        int variants =
                compression == Compression.NONE ? 1 : Math.max(1, OUT_OF_REACH_BYTES / bytes);
        List<byte[]> payloads = IntStream.range(0, variants).mapToObj(this::payload).toList();
        List<ByteBuffer> frames =
                payloads.stream().map(payload -> frame(payload, compression)).toList();
        int affordable = Math.min(most, MOST_BURST_BYTES / frames.get(0).remaining());
        int[] ends = new int[Math.max(variants, affordable)];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += frames.get(i % variants).remaining();
            ends[i] = end;
        }
        ByteBuffer burst = ByteBuffer.allocateDirect(end);
        for (int i = 0; i < ends.length; i++) {
            burst.put(frames.get(i % variants).duplicate());
        }
        return new Burst(payloads, burst.flip(), ends);
    }

    private ByteBuffer frame(byte[] payload, Compression compression) {
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
        return frame.flip();
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

    /** Frames, one behind the other. */
    static final class Burst {

        /** Of the first frames, and then again. */
        private final List<byte[]> payloads;

        private final ByteBuffer frames;

        /** Where each frame ends. */
        private final int[] ends;

        private Burst(List<byte[]> payloads, ByteBuffer frames, int[] ends) {
            this.payloads = payloads;
            this.frames = frames;
            this.ends = ends;
        }

        int count() {
            return ends.length;
        }

        /** What the echo of a frame must be. */
        byte[] payload(int place) {
            return payloads.get(place % payloads.size());
        }

        /** So many frames from one on. */
        ByteBuffer frames(int place, int count) {
            int start = place == 0 ? 0 : ends[place - 1];
            return frames.duplicate()
                    .limit(count == 0 ? start : ends[place + count - 1])
                    .position(start);
        }
    }
}
