package org.upgradefilter.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Duplex;

/**
 * Moves bytes between a duplex and the engine, record by record (RFC 8446 §5.1).
 *
 * <p>What comes next, the engine says: {@link #advance} does it, in the handshake and later, until
 * there is a byte for the reader or nothing more to do. Every error is an {@link IOException},
 * after which only {@link #sayGoodbye} may be called.
 *
 * <p>Confined to the connection's strand, but for the engine's tasks. Keeps at most one buffer for
 * each direction and one for a record that is larger than what the reader has room for, and none
 * when there is nothing in them.
 */
final class RecordLayer {

    /** Room for two records, so that two large ones leave, or come, in one call of the system. */
    private static final int BUFFER_BYTES = 2 * RecordHeader.MAX_RECORD_BYTES;

    private static final BufferPool BUFFERS =
            new BufferPool(new BufferPool.Size(BUFFER_BYTES), BufferPool.Size.ofKiB(8 * 1024));

    /** A piece of a record that is not larger waits in an array of its own size. */
    private static final int SMALL_PIECE_BYTES = 1024;

    /** Several times what the longest chain of client certificates takes. */
    private static final int MAX_HANDSHAKE_BYTES = 128 * 1024;

    /** How many more records without content than with some a peer may send. */
    private static final int MAX_EMPTY_RECORDS = 32;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Duplex lower;
    private final SSLEngine engine;
    private final Runnable onTasksDone;

    /** What has come and is still encrypted, ready to be read; null if there is nothing. */
    private @Nullable ByteBuffer in;

    /** What is left of a record the reader had no room for, ready to be read; null if nothing. */
    private @Nullable ByteBuffer plain;

    /** Records to be sent, ready to be filled; null if there are none. */
    private @Nullable ByteBuffer out;

    private boolean unflushed;

    /** True if the engine itself has something to say, which nobody else will flush. */
    private boolean owesFlush;

    /** True while a worker has the engine, which is locked then. */
    private boolean delegated;

    private boolean established;
    private boolean greeted;
    private boolean peerEnded;
    private boolean waitsForRoom;
    private int handshakeBytes;
    private int emptyRecords;

    /**
     * @param engine a server's, whose handshake has not begun
     * @param onTasksDone run on the strand when {@link #handshake} should be called again
     */
    RecordLayer(Duplex lower, SSLEngine engine, Runnable onTasksDone) {
        this.lower = lower;
        this.engine = engine;
        this.onTasksDone = onTasksDone;
    }

    /**
     * Gets on with the first handshake, as far as bytes and room allow.
     *
     * @return true if it is through; the last of it may wait for {@link #flushOwed}, so that the
     *     first words inside can leave with it
     * @throws IOException if it has failed
     */
    boolean handshake() throws IOException {
        if (!greeted) {
            engine.beginHandshake();
        }
        advance(NOTHING);
        established = !delegated && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
        if (established) {
            restInput();
        } else {
            rest();
        }
        return established;
    }

    /**
     * Moves decrypted bytes into {@code dst}.
     *
     * @return their number; 0 if there are none now; -1 after the peer's close_notify
     * @throws EOFException if the peer has ended without close_notify
     * @throws IOException if the peer breaks the protocol or a limit, or the transport failed
     */
    int read(ByteBuffer dst) throws IOException {
        if (plain == null && !peerEnded) {
            int read = advance(dst);
            if (read <= 0) {
                rest();
            }
            return read;
        }
        return plain == null ? -1 : movePlain(plain, dst);
    }

    private int movePlain(ByteBuffer from, ByteBuffer dst) {
        int count = Math.min(from.remaining(), dst.remaining());
        dst.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        if (!from.hasRemaining()) {
            BUFFERS.give(from);
            plain = null;
        }
        return count;
    }

    /** Does what the engine asks for until there is something for the reader, or nothing to do. */
    private int advance(ByteBuffer dst) throws IOException {
        waitsForRoom = false;
        while (!delegated) {
            HandshakeStatus status = engine.getHandshakeStatus();
            switch (status) {
                case NEED_TASK -> delegate();
                case NEED_WRAP -> {
                    owesFlush = true;
                    if (!wrap(NOTHING)) {
                        waitsForRoom = true;
                        return 0;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    boolean isThrough = status == HandshakeStatus.NOT_HANDSHAKING && !established;
                    if (isThrough || !(hasRecord() || receive())) {
                        return 0;
                    }
                    int read = hasRecord() ? unwrap(dst) : 0;
                    if (read != 0) {
                        return read;
                    }
                }
            }
        }
        return 0;
    }

    private void delegate() throws SSLException {
        if (established) {
            // RFC 5746 allows to renegotiate, RFC 8446 does not, and nobody needs it.
            throw new SSLHandshakeException("the peer wanted another handshake");
        }
        delegated = true;
        lower.workers()
                .execute(
                        () -> {
                            try {
                                runTasks();
                            } finally {
                                lower.strand().execute(this::takeBack);
                            }
                        });
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void takeBack() {
        delegated = false;
        onTasksDone.run();
    }

    /** True if a record has come completely. */
    private boolean hasRecord() throws SSLException {
        if (in == null || in.remaining() < RecordHeader.BYTES) {
            return false;
        }
        return in.remaining() >= RecordHeader.recordBytes(in);
    }

    /** Lets more bytes come; false if there are none now. */
    private boolean receive() throws IOException {
        ByteBuffer filling = roomToReceive();
        int received;
        try {
            received = lower.read(filling);
        } finally {
            filling.flip();
        }
        if (received < 0) {
            // RFC 8446 §6.1: without close_notify anybody may have cut the connection off.
            throw new EOFException("the peer has ended without close_notify");
        }
        if (received > 0 && !greeted) {
            greeted = RecordHeader.requireClientHello(filling);
        }
        return received > 0;
    }

    private ByteBuffer roomToReceive() {
        ByteBuffer room;
        if (in == null) {
            room = BUFFERS.take();
        } else if (in.capacity() < BUFFER_BYTES) {
            room = BUFFERS.take().put(in);
        } else {
            room = in.compact();
        }
        in = room;
        return room;
    }

    private int unwrap(ByteBuffer dst) throws IOException {
        ByteBuffer records = Objects.requireNonNull(in);
        HandshakeStatus before = engine.getHandshakeStatus();
        SSLEngineResult result = engine.unwrap(records, dst);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            return unwrapBeside(dst);
        }
        requireProgress(before, result);
        count(result);
        if (result.getStatus() == Status.CLOSED) {
            return endOfPeer();
        }
        return result.bytesProduced();
    }

    /** Decrypts a record that may be larger than {@code dst} into a buffer of its own. */
    private int unwrapBeside(ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        ByteBuffer beside = BUFFERS.take();
        int read = unwrap(beside);
        if (read <= 0) {
            BUFFERS.give(beside);
            return read;
        }
        plain = beside.flip();
        return movePlain(beside, dst);
    }

    private void count(SSLEngineResult result) throws SSLException {
        if (!established) {
            handshakeBytes += result.bytesConsumed();
            if (handshakeBytes > MAX_HANDSHAKE_BYTES) {
                throw new SSLHandshakeException(
                        "a handshake of more than " + MAX_HANDSHAKE_BYTES + " bytes");
            }
        } else if (result.bytesProduced() > 0) {
            emptyRecords = Math.max(0, emptyRecords - 1);
        } else if (++emptyRecords > MAX_EMPTY_RECORDS) {
            throw new SSLProtocolException("too many records without content");
        }
    }

    private int endOfPeer() throws IOException {
        if (!established) {
            throw new SSLHandshakeException("the peer has ended in the handshake");
        }
        peerEnded = true;
        // What may still come is not to be looked at (RFC 8446 §6.1).
        releaseIn();
        owesFlush = true;
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && wrap(NOTHING)) {
            // TLS 1.2 answers at once (RFC 5246 §7.2.1), 1.3 when this side ends, too.
        }
        return -1;
    }

    /**
     * Encrypts as much of {@code src} as there is room for.
     *
     * @return the number of bytes taken
     * @throws IOException if the transport failed, or the peer has ended the connection
     */
    int write(ByteBuffer src) throws IOException {
        int before = src.remaining();
        while (src.hasRemaining() && wrap(src)) {
            // Each turn makes one record.
        }
        return before - src.remaining();
    }

    /** Makes one record; false if there is no room for it. */
    private boolean wrap(ByteBuffer src) throws IOException {
        if (out == null) {
            out = BUFFERS.take();
        }
        HandshakeStatus before = engine.getHandshakeStatus();
        SSLEngineResult result = engine.wrap(src, out);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            handOn();
            result = engine.wrap(src, out);
        }
        switch (result.getStatus()) {
            case OK -> requireProgress(before, result);
            case CLOSED -> {
                if (src.hasRemaining()) {
                    throw new SSLException("the peer has ended the connection");
                }
            }
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> {
                if (out.position() == 0) {
                    throw new SSLException("a record of more than " + BUFFER_BYTES + " bytes");
                }
                return false;
            }
        }
        return true;
    }

    /** An engine that neither takes nor gives would be asked for ever. */
    private void requireProgress(HandshakeStatus before, SSLEngineResult result)
            throws SSLException {
        if (result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && result.getHandshakeStatus() != HandshakeStatus.FINISHED
                && result.getStatus() != Status.CLOSED
                && engine.getHandshakeStatus() == before) {
            throw new SSLException("the engine does not get on: " + result);
        }
    }

    /**
     * Sends what was written.
     *
     * @return true if nothing waits any more
     */
    boolean flush() throws IOException {
        if (!handOn()) {
            return false;
        }
        releaseOut();
        if (unflushed) {
            unflushed = !lower.flush();
        }
        owesFlush &= unflushed;
        return !unflushed;
    }

    /** Hands records to the duplex; false if it has no room for all of them. */
    private boolean handOn() throws IOException {
        if (out == null || out.position() == 0) {
            return true;
        }
        out.flip();
        try {
            while (out.hasRemaining() && lower.write(out) > 0) {
                unflushed = true;
            }
            return !out.hasRemaining();
        } finally {
            out.compact();
        }
    }

    /** Sends what the engine itself has to say, as far as there is room. */
    void flushOwed() throws IOException {
        if (owesFlush) {
            flush();
        }
    }

    /** True if reading has ended for want of room to write. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    /**
     * Sends close_notify, or the alert that is due, after all that was written. To somebody who has
     * not shown to speak TLS nothing is said.
     *
     * @return true if nothing waits any more; false if there is no room now
     */
    boolean sayGoodbye() throws IOException {
        if (greeted && !delegated) {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                if (!wrap(NOTHING)) {
                    return false;
                }
            }
        }
        return flush();
    }

    /** Nothing comes now: what the engine had to say leaves, an empty buffer is given back. */
    private void rest() throws IOException {
        flushOwed();
        restInput();
    }

    private void restInput() {
        if (in == null || delegated) {
            return;
        }
        if (!in.hasRemaining()) {
            releaseIn();
        } else if (in.remaining() <= SMALL_PIECE_BYTES && in.capacity() == BUFFER_BYTES) {
            // So that a peer that holds back the rest does not hold a buffer for a byte.
            ByteBuffer piece = ByteBuffer.allocate(in.remaining()).put(in).flip();
            releaseIn();
            in = piece;
        }
    }

    /** Nothing will be read any more. */
    void endReading() {
        releaseIn();
        if (plain != null) {
            BUFFERS.give(plain);
            plain = null;
        }
    }

    /** Nothing will be written any more. */
    void endWriting() {
        releaseOut();
    }

    /** True if it holds a buffer of the pool. */
    boolean holdsBuffer() {
        return out != null || plain != null || (in != null && in.capacity() == BUFFER_BYTES);
    }

    private void releaseIn() {
        if (in != null && in.capacity() == BUFFER_BYTES) {
            BUFFERS.give(in);
        }
        in = null;
    }

    private void releaseOut() {
        if (out != null) {
            BUFFERS.give(out);
            out = null;
        }
    }
}
