package org.upgradefilter.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The client's side of {@code permessage-deflate} over plain zlib streams, one for all messages
 * (RFC 7692 §7.2).
 */
final class Deflated {

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /** A message as it goes over the wire. */
    byte[] deflate(byte[] message) {
        byte[] flushed = deflate(message, Deflater.SYNC_FLUSH);
        if (flushed.length == 0) {
            // zlib does not flush what is flushed, and §7.2.3.6 says what nothing is then.
            return new byte[] {0};
        }
        byte[] stripped = Arrays.copyOf(flushed, flushed.length - TAIL.length);
        if (!Arrays.equals(TAIL, 0, 4, flushed, stripped.length, flushed.length)) {
            throw new AssertionError("a flush ends with an empty block");
        }
        return stripped;
    }

    /** A message with references to no other. */
    static byte[] alone(byte[] message) {
        return new Deflated().deflate(message);
    }

    /** So that the client takes no context over either. */
    void forget() {
        deflater.reset();
        inflater.reset();
    }

    byte[] deflate(byte[] bytes, int flush) {
        deflater.setInput(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[1000];
        int count = some.length;
        while (count == some.length) {
            count = deflater.deflate(some, 0, some.length, flush);
            out.write(some, 0, count);
        }
        return out.toByteArray();
    }

    /** A message that came over the wire. */
    byte[] inflate(byte[] message) {
        try {
            return join(inflateAll(message), inflateAll(TAIL));
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] inflateAll(byte[] bytes) throws DataFormatException {
        inflater.setInput(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[1000];
        int count = inflater.inflate(some);
        while (count > 0) {
            out.write(some, 0, count);
            count = inflater.inflate(some);
        }
        if (inflater.getRemaining() > 0) {
            throw new AssertionError("not all of it is DEFLATE");
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ClientFrames.join(first, second);
    }
}
