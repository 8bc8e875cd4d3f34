package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The client as a test plays it, byte by byte, opposite a {@link MemoryDuplex}.
 *
 * <p>Every call has happened, with all that follows from it, when it returns, and throws an {@link
 * AssertionError} if anything on the strand threw. The peer takes whatever is flushed, until {@link
 * #room} says otherwise.
 */
public final class ScriptedPeer {

    private static final long UNLIMITED = Long.MAX_VALUE / 2;

    private final MemoryPipe toDuplex = new MemoryPipe(UNLIMITED, 0);
    private final MemoryPipe fromDuplex;
    private final MemoryDuplex duplex;

    /** Opposite a duplex that takes exactly what the peer takes, so that flushing never fails. */
    public ScriptedPeer() {
        this(0);
    }

    /**
     * @param bufferBytes how many bytes the duplex takes that the peer does not take yet; flushing
     *     them gives false
     */
    public ScriptedPeer(int bufferBytes) {
        fromDuplex = new MemoryPipe(UNLIMITED, bufferBytes);
        duplex = MemoryDuplex.between(toDuplex, fromDuplex);
    }

    /** The server's end. */
    public MemoryDuplex duplex() {
        return duplex;
    }

    /** Sends {@code bytes}; lost if the server has closed. */
    public void sends(byte... bytes) {
        sends(ByteBuffer.wrap(bytes));
    }

    /** Sends what remains in {@code bytes}; lost if the server has closed. */
    public void sends(ByteBuffer bytes) {
        if (!toDuplex.isAbandoned()) {
            toDuplex.write(bytes, bytes.remaining());
            toDuplex.flush();
        }
        settle();
    }

    /** Sends bytes in hexadecimal notation, with white space anywhere. */
    public void sendsHex(String hex) {
        sends(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }

    /** Sends the bytes one at a time. */
    public void sendsSlowly(byte... bytes) {
        for (byte b : bytes) {
            sends(b);
        }
    }

    /** Sends no more: the server reads -1 after what was sent. */
    public void finishes() {
        if (!toDuplex.isAbandoned()) {
            toDuplex.finish();
        }
        settle();
    }

    /** The connection breaks. */
    public void breaks(IOException cause) {
        duplex.fail(cause);
    }

    /** The bytes that have arrived since the last call. */
    public byte[] received() {
        duplex.rethrowFailures();
        ByteBuffer bytes = ByteBuffer.allocate(fromDuplex.sentCount());
        if (bytes.hasRemaining()) {
            fromDuplex.take(bytes, bytes.remaining());
        }
        return bytes.array();
    }

    /** The bytes that have arrived since the last call, as ASCII text. */
    public String receivedText() {
        return new String(received(), StandardCharsets.US_ASCII);
    }

    /** Exactly these bytes have arrived since the last call; white space anywhere. */
    public void expectsHex(String hex) {
        assertEquals(
                hex.replaceAll("\\s", "").toLowerCase(Locale.ROOT),
                HexFormat.of().formatHex(received()));
    }

    /** Nothing has arrived since the last call. */
    public void expectsNothing() {
        expectsHex("");
    }

    /** From now on takes {@code bytes} more and then nothing, received or not; 0 stalls at once. */
    public void room(int bytes) {
        fromDuplex.setRoom(bytes);
        settle();
    }

    /** From now on takes everything. */
    public void unlimitedRoom() {
        fromDuplex.setRoom(UNLIMITED);
        settle();
    }

    /** How many bytes the server has not read yet. */
    public int unread() {
        return toDuplex.sentCount();
    }

    /** True if the server has sent its end, by closing or by finishing, and all is received. */
    public boolean sawEnd() {
        return fromDuplex.isAtEnd();
    }

    private void settle() {
        duplex.deliver();
        duplex.rethrowFailures();
    }
}
