package org.upgradefilter.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a transport's events to its {@link Connection}, on the {@link Strand}, and ends it
 * exactly once. The part every {@link Duplex} at the edge has in common.
 *
 * <p>Any thread may signal. Events before {@link #open} and after {@link #closed} are dropped.
 */
public final class Signals {

    private final Strand strand;
    private final Runnable readable = this::deliverReadable;
    private final Runnable writable = this::deliverWritable;

    // Confined to the strand.
    private @Nullable Connection connection;
    private boolean ended;
    private @Nullable IOException cause;

    public Signals(Strand strand) {
        this.strand = strand;
    }

    /** Opens {@code opened}, which gets every later event; after the end, that is the end only. */
    public void open(Connection opened) {
        strand.execute(
                () -> {
                    if (ended) {
                        opened.onClosed(cause);
                        return;
                    }
                    connection = opened;
                    opened.onOpen();
                });
    }

    /** There may be something to read. */
    public void readable() {
        strand.execute(readable);
    }

    /** There may be room to write. */
    public void writable() {
        strand.execute(writable);
    }

    /** Bytes were lost, because they came faster than they were read. */
    public void overflow() {
        strand.execute(
                () -> {
                    if (connection != null && !ended) {
                        connection.onOverflow();
                    }
                });
    }

    /** The connection is to say good-bye. */
    public void shutdown() {
        strand.execute(
                () -> {
                    if (connection != null && !ended) {
                        connection.shutdown();
                    }
                });
    }

    /**
     * The transport is gone.
     *
     * @param why the cause, or null if this side closed it
     * @param release gives the transport back, on the strand, before the connection hears of it;
     *     not run a second time
     */
    public void closed(@Nullable IOException why, Runnable release) {
        strand.execute(
                () -> {
                    if (ended) {
                        return;
                    }
                    ended = true;
                    cause = why;
                    try {
                        release.run();
                    } finally {
                        if (connection != null) {
                            connection.onClosed(why);
                        }
                    }
                });
    }

    /** True once {@link #closed} took effect. Confined to the strand. */
    public boolean hasEnded() {
        strand.check();
        return ended;
    }

    private void deliverReadable() {
        if (connection != null && !ended) {
            connection.onReadable();
        }
    }

    private void deliverWritable() {
        if (connection != null && !ended) {
            connection.onWritable();
        }
    }
}
