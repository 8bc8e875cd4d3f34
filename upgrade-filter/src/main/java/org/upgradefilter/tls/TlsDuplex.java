package org.upgradefilter.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;

/**
 * The inside of TLS as a {@link Duplex}: clear text in both directions.
 *
 * <p>Reading decrypts when it is asked to and not before, so whoever does not read stops the peer.
 * {@link #close} sends what was written and close_notify, and does not wait for either.
 */
final class TlsDuplex implements Duplex {

    private final Duplex lower;
    private final RecordLayer records;
    private final Ending ending;
    private final Ending breaking;
    private final Signals signals;

    // Confined to the strand.
    private boolean closed;
    private boolean writerWaits;
    private @Nullable IOException cause;

    /**
     * @param ending ends the connection
     * @param breaking likewise, without close_notify
     */
    TlsDuplex(Duplex lower, RecordLayer records, Ending ending, Ending breaking) {
        this.lower = lower;
        this.records = records;
        this.ending = ending;
        this.breaking = breaking;
        signals = new Signals(lower.strand());
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        requireOpen();
        try {
            return records.read(dst);
        } catch (IOException e) {
            ending.end(e);
            throw e;
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        requireOpen();
        try {
            int taken = records.write(src);
            writerWaits |= taken == 0;
            return taken;
        } catch (IOException e) {
            ending.end(e);
            throw e;
        }
    }

    @Override
    public boolean flush() throws IOException {
        requireOpen();
        try {
            boolean flushed = records.flush();
            writerWaits |= !flushed;
            return flushed;
        } catch (IOException e) {
            ending.end(e);
            throw e;
        }
    }

    @Override
    public void close() {
        onStrand(ending);
    }

    /** Without close_notify, which is how the peer tells the end from a truncation. */
    @Override
    public void abort() {
        onStrand(breaking);
    }

    private void onStrand(Ending manner) {
        if (strand().isCurrent()) {
            manner.end(null);
        } else {
            strand().execute(() -> manner.end(null));
        }
    }

    @Override
    public Strand strand() {
        return lower.strand();
    }

    @Override
    public Executor workers() {
        return lower.workers();
    }

    @Override
    public Executor nextTurns() {
        return lower.nextTurns();
    }

    Signals signals() {
        return signals;
    }

    /** There may be room again. */
    void onWritable() {
        if (records.waitsForRoom()) {
            signals.readable();
        }
        if (writerWaits) {
            writerWaits = false;
            signals.writable();
        }
    }

    /** Nobody reads or writes from now on. */
    void end(@Nullable IOException why) {
        if (closed) {
            return;
        }
        closed = true;
        cause = why;
        signals.closed(why, records::endReading);
    }

    private void requireOpen() throws IOException {
        strand().check();
        if (closed) {
            throw cause == null ? new ClosedChannelException() : cause;
        }
    }

    /** How a connection is ended. */
    @FunctionalInterface
    interface Ending {

        /**
         * Idempotent.
         *
         * @param why null if this side wants it
         */
        void end(@Nullable IOException why);
    }
}
