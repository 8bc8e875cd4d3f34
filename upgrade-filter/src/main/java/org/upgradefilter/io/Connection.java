package org.upgradefilter.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What speaks a protocol over a {@link Duplex} after the switch.
 *
 * <p>The {@code onX} methods are called on the duplex's {@link Strand}: {@link #onOpen} first, then
 * any number of the others, {@link #onClosed} last. They must not block.
 *
 * <p>One that sends back whatever comes; all three events that something can be done lead to the
 * same method:
 *
 * <pre>{@code
 * final class Echo implements Connection {
 *     private final Duplex duplex;
 *     private final ByteBuffer received = ByteBuffer.allocate(1024).limit(0);
 *
 *     Echo(Duplex duplex) {
 *         this.duplex = duplex;
 *     }
 *
 *     public void onOpen() { echo(); }
 *     public void onReadable() { echo(); }
 *     public void onWritable() { echo(); }
 *     public void onOverflow() { duplex.close(); }
 *     public void onClosed(IOException cause) {}
 *     public void shutdown() { duplex.close(); }
 *
 *     private void echo() {
 *         try {
 *             while (received.hasRemaining() || receive()) {
 *                 if (duplex.write(received) == 0) {
 *                     return; // onWritable() follows; meanwhile nothing is read
 *                 }
 *             }
 *         } catch (IOException e) {
 *             // The duplex is closed, and onClosed() follows.
 *         }
 *     }
 *
 *     private boolean receive() throws IOException {
 *         int count = duplex.read(received.clear());
 *         received.flip();
 *         if (count <= 0 && duplex.flush() && count < 0) {
 *             duplex.close();
 *         }
 *         return count > 0;
 *     }
 * }
 * }</pre>
 */
public interface Connection {

    /** The switch is done; bytes may be read and written from now on. */
    void onOpen();

    /** Reading may give bytes, or an end, again. May be spurious. */
    void onReadable();

    /** Writing or flushing may get on again. May be spurious. */
    void onWritable();

    /**
     * The peer has sent more than could be kept, on a duplex whose reading cannot pause, and the
     * rest is lost. The connection tells the peer, in the way of its protocol, and closes.
     */
    void onOverflow();

    /**
     * The duplex is closed; nothing follows.
     *
     * @param cause why, or null after {@link Duplex#close}
     */
    void onClosed(@Nullable IOException cause);

    /**
     * Ends the connection the way its protocol says good-bye to every peer when the server goes
     * away (WebSocket 1001, HTTP/2 GOAWAY, TLS close_notify), then closes the duplex. Does not
     * wait. Idempotent; any thread.
     */
    void shutdown();
}
