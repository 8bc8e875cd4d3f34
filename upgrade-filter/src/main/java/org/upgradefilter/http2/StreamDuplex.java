package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;

/**
 * A stream that was handed over (RFC 8441 §5): its DATA are the bytes; END_STREAM is the end of a
 * direction, RST_STREAM that of both.
 */
final class StreamDuplex implements Duplex, ExchangeListener {

    private static final System.Logger LOG = System.getLogger(Http2Connection.class.getName());

    private final Http2Stream stream;
    private final Duplex lower;
    private final Streams streams;
    private final Signals signals;

    StreamDuplex(Http2Stream stream, Duplex lower, Streams streams) {
        this.stream = stream;
        this.lower = lower;
        this.streams = streams;
        signals = new Signals(lower.strand());
    }

    /** Begins to speak what follows on the stream. */
    void open(Function<Duplex, Connection> connections) {
        try {
            signals.open(connections.apply(this));
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a connection could not be opened", failure);
            abort();
        }
    }

    /** Lets what is spoken on the stream say good-bye. */
    void shutdown() {
        signals.shutdown();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        requireOpen();
        int count = stream.received().read(dst);
        if (count > 0) {
            streams.read(stream, count);
        } else if (count == 0) {
            stream.received().await();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        requireOpen();
        return stream.sending().write(src);
    }

    @Override
    public boolean flush() throws IOException {
        requireOpen();
        return stream.sending().flush();
    }

    private void requireOpen() throws IOException {
        strand().check();
        if (signals.hasEnded()) {
            throw new IOException("the stream is closed");
        }
    }

    @Override
    public void close() {
        signals.closed(
                null,
                () -> {
                    stream.sending().end(List.of());
                    stream.dropContent();
                });
    }

    @Override
    public void abort() {
        signals.closed(
                null,
                () -> {
                    stream.silence(new IOException("the stream was cut off"));
                    streams.reset(stream, ErrorCode.CANCEL);
                });
    }

    @Override
    public Strand strand() {
        return lower.strand();
    }

    /** Never the thread that is here for the connection: others than this stream need it. */
    @Override
    public Executor workers() {
        return lower.nextTurns();
    }

    @Override
    public Executor nextTurns() {
        return lower.nextTurns();
    }

    @Override
    public void onReadable() {
        signals.readable();
    }

    @Override
    public void onWritable() {
        signals.writable();
    }

    @Override
    public void onAborted(IOException cause) {
        signals.closed(cause, StreamDuplex::alreadyReleased);
    }

    private static void alreadyReleased() {
        // The stream is gone.
    }
}
