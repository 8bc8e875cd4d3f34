package org.upgradefilter.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * A two-way byte pipe that never blocks.
 *
 * <p>Pull with readiness: whoever does not read exerts back-pressure, down to the socket where the
 * container allows it. {@link #read}, {@link #write} and {@link #flush} are confined to {@link
 * #strand()}; a method that could not do all it was asked says so, and one call of {@link
 * Connection#onReadable} or {@link Connection#onWritable} follows when it is worth trying again.
 * {@link Connection} has an example.
 */
public interface Duplex {

    /**
     * Moves received bytes into {@code dst}, which has room.
     *
     * @return the number of bytes moved; 0 if there are none now, and {@link Connection#onReadable}
     *     follows; -1, from then on always, if the peer has finished sending
     * @throws IOException if the transport failed; the duplex is closed by then
     */
    int read(ByteBuffer dst) throws IOException;

    /**
     * Takes bytes from {@code src} in order; they may wait in a bounded buffer until {@link
     * #flush}.
     *
     * @return the number of bytes taken, which the caller may reuse; 0 if there is no room now, and
     *     {@link Connection#onWritable} follows
     * @throws IOException if the transport failed; the duplex is closed by then
     */
    int write(ByteBuffer src) throws IOException;

    /**
     * Sends what {@link #write} took.
     *
     * @return true if nothing waits any more; false if something does, and {@link
     *     Connection#onWritable} follows
     * @throws IOException if the transport failed; the duplex is closed by then
     */
    boolean flush() throws IOException;

    /**
     * Closes both directions, dropping what was not flushed. Idempotent; any thread. {@link
     * Connection#onClosed} follows, once.
     */
    void close();

    /**
     * As {@link #close}, but without the good-bye that tells the peer it has received all it was
     * meant to, where the transport has one.
     */
    default void abort() {
        close();
    }

    /** The strand every event of this duplex arrives on. */
    Strand strand();

    /**
     * Runs application code, which may block: on this very thread where it is one of the
     * container's workers and here on behalf of this duplex, else on another one of them.
     */
    Executor workers();

    /**
     * Runs a task on one of the container's workers, behind all that waits there already, and never
     * on this thread now: for whoever has had a worker long enough.
     */
    Executor nextTurns();
}
