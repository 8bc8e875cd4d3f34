package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Deadline;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Inbox;
import org.upgradefilter.io.Outbox;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * The server's end of one HTTP/2 connection (RFC 9113): reads frames as long as the peer takes what
 * they ask for, and sees to the beginning and the end.
 *
 * <p>A violation ends the connection by a GOAWAY with its error code, or its stream by a
 * RST_STREAM. A peer that makes work and brings nothing ends it with ENHANCE_YOUR_CALM.
 *
 * <p>{@link #shutdown}: any thread. Everything else is confined to the duplex's strand.
 */
public final class Http2Connection implements Connection {

    private static final System.Logger LOG = System.getLogger(Http2Connection.class.getName());

    /** RFC 9113 §3.4. */
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** By which the answer to our ping is known; any eight bytes. */
    private static final ByteBuffer FAREWELL =
            ByteBuffer.wrap("farewell".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    /** How long a peer that was told of the end may take to hear of it (§6.8). */
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

    /**
     * How long a peer may go on sending that was told all. Closing at once could destroy the GOAWAY
     * on its way: TCP resets a connection that still receives.
     */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** How many steps one turn takes, so that a peer that never pauses keeps no worker. */
    private static final int MAX_STEPS = 256;

    /** With so much waiting for a peer that takes nothing, no more of its frames are read. */
    private static final int MAX_WAITING_BYTES = 64 * 1024;

    private final Duplex duplex;
    private final Strand strand;
    private final Http2Settings settings;
    private final Inbox inbox;
    private final FrameWriter writer;
    private final FrameReader reader;
    private final Wire wire;
    private final Streams streams;
    private final PeerFrames frames;
    private final Deadline receiving;
    private final Deadline closing;
    private final Runnable toNextTurn = this::handToNextTurn;
    private final Runnable nextTurn = this::postNextTurn;

    // Confined to the strand.
    private Phase phase = Phase.NOT_OPEN;
    private @Nullable FirstStream first;
    private int prefaceBytes;
    private boolean turning;
    private boolean frameBegun;
    private boolean idling;
    private boolean lingering;

    /** True when no stream is answered that is opened from now on. */
    private boolean refusing;

    /** True when the peer has said that it will leave. */
    private boolean leaving;

    /** What the connection is about. */
    private enum Phase {
        NOT_OPEN,
        /** The peer's preface is awaited. */
        PREFACE,
        FRAMES,
        /** All has been said. */
        ENDING,
        CLOSED
    }

    /**
     * A connection whose peer knows that HTTP/2 is spoken.
     *
     * @param duplex what is spoken over; the client's preface is awaited first
     * @param timer for every time limit of the connection
     * @param handler answers the requests
     */
    public Http2Connection(
            Duplex duplex, Timer timer, Http2Settings settings, HttpHandler handler) {
        this.duplex = duplex;
        this.settings = settings;
        strand = duplex.strand();
        inbox = new Inbox(duplex);
        Http2Limits limits = settings.limits();
        Overhead overhead = new Overhead(timer, limits.maxOverhead());
        writer =
                new FrameWriter(
                        new Outbox(duplex), new HpackEncoder(Http2Limits.HEADER_TABLE_BYTES));
        End end = new End();
        wire = new Wire(duplex, writer, timer, settings, overhead, end);
        streams = new Streams(duplex, timer, settings, wire, overhead, this::onEmpty);
        frames = new PeerFrames(settings, handler, streams, wire, overhead, end);
        reader = new FrameReader(frames, limits.maxBlockBytes());
        receiving = new Deadline(timer, strand, this::onReceivingTooSlow);
        closing = new Deadline(timer, strand, this::onClosingTooSlow);
    }

    /**
     * A connection that was upgraded to: stream 1 is answered before any other (RFC 7540 §3.2), the
     * client's preface follows.
     */
    public Http2Connection(
            Duplex duplex,
            Timer timer,
            Http2Settings settings,
            HttpHandler handler,
            FirstStream first) {
        this(duplex, timer, settings, handler);
        this.first = first;
    }

    @Override
    public void onOpen() {
        strand.check();
        phase = Phase.PREFACE;
        writer.preface(settings.limits());
        wire.flushSoon();
        receiving.set(settings.timeouts().head());
        FirstStream asked = first;
        first = null;
        if (asked != null) {
            frames.begin(asked);
        }
        turn();
    }

    @Override
    public void onReadable() {
        strand.check();
        turn();
    }

    @Override
    public void onWritable() {
        strand.check();
        if (phase != Phase.CLOSED) {
            wire.onWritable();
            turn();
        }
    }

    @Override
    public void onOverflow() {
        strand.check();
        fail(new Http2Exception(ErrorCode.INTERNAL_ERROR, "more was sent than could be kept"));
        turn();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        strand.check();
        phase = Phase.CLOSED;
        receiving.stop();
        closing.stop();
        streams.failAll(cause == null ? new IOException("the connection is closed") : cause);
        wire.end();
        inbox.end();
        reader.end();
    }

    /**
     * Tells the peer that there will be an end, and a little later of which streams; closes when
     * these are answered (RFC 9113 §6.8). What was handed over is told to shut down as well.
     */
    @Override
    public void shutdown() {
        strand.execute(this::announceEnd);
    }

    private void announceEnd() {
        if (phase == Phase.ENDING || phase == Phase.CLOSED || streams.isStopping()) {
            return;
        }
        writer.goAwaySoon();
        writer.ping(FAREWELL.duplicate(), 0);
        wire.flushSoon();
        closing.set(FAREWELL_TIMEOUT);
        streams.shutdown();
    }

    private void turn() {
        strand.check();
        if (turning) {
            return;
        }
        turning = true;
        try {
            step();
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
        } finally {
            turning = false;
        }
        watchReceiving();
    }

    private void step() throws IOException {
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            try {
                if (!advance()) {
                    return;
                }
            } catch (Http2Exception violation) {
                fail(violation);
            }
        }
        // Only when this thread has left, or it would take the turn itself.
        strand.afterwards(toNextTurn);
    }

    private void handToNextTurn() {
        duplex.nextTurns().execute(nextTurn);
    }

    private void postNextTurn() {
        strand.execute(this::turn);
    }

    /** Takes one step; false if there is none to take now. */
    private boolean advance() throws IOException {
        return switch (phase) {
            case PREFACE -> readPreface() || receive();
            case FRAMES -> mayRead() && (readFrame() || receive());
            case ENDING -> windDown();
            case NOT_OPEN, CLOSED -> false;
        };
    }

    /** A peer that takes nothing cannot ask for more. */
    private boolean mayRead() {
        return writer.gatheredBytes() < MAX_WAITING_BYTES || !wire.isBlocked();
    }

    private boolean readPreface() {
        ByteBuffer src = inbox.buffer();
        boolean moved = src.hasRemaining();
        while (src.hasRemaining() && prefaceBytes < PREFACE.length) {
            if (src.get() != PREFACE[prefaceBytes]) {
                throw Http2Exception.protocolError("no preface of HTTP/2");
            }
            prefaceBytes++;
        }
        if (prefaceBytes == PREFACE.length) {
            phase = Phase.FRAMES;
        }
        return moved;
    }

    private boolean readFrame() {
        if (!inbox.hasBuffered()) {
            return false;
        }
        boolean moved = reader.read(inbox.buffer());
        frameBegun &= !moved || reader.isWithinHead();
        return moved;
    }

    private boolean receive() throws IOException {
        int received = inbox.receive();
        if (received < 0) {
            streams.failAll(new IOException("the client has closed the connection"));
            windDown(false);
            return true;
        }
        return received > 0;
    }

    private void watchReceiving() {
        if (phase != Phase.FRAMES) {
            return;
        }
        boolean within = mayRead() && reader.isWithinFrame(inbox.buffer());
        boolean idle = !within && streams.isEmpty();
        if (within && !frameBegun) {
            receiving.set(settings.timeouts().head());
        } else if (idle && (!idling || !receiving.isSet())) {
            receiving.set(settings.timeouts().idle());
        } else if (!within && !idle) {
            receiving.clear();
        }
        frameBegun = within;
        idling = idle;
    }

    private void onReceivingTooSlow() {
        switch (phase) {
            case PREFACE -> fail(Http2Exception.protocolError("the preface came too slowly"));
            case FRAMES -> {
                if (frameBegun) {
                    fail(Http2Exception.protocolError("a frame came too slowly"));
                } else {
                    // A request may be on its way.
                    announceEnd();
                }
            }
            case NOT_OPEN, ENDING, CLOSED -> {
                // Too late.
            }
        }
        turn();
    }

    /** The end was announced, or it has come. */
    private void onClosingTooSlow() {
        if (phase == Phase.ENDING) {
            close();
        } else if (streams.isStopping() && phase != Phase.CLOSED) {
            refuseStreams();
            streams.resetAnswered();
            watchStreams();
        }
    }

    private void watchStreams() {
        if (phase == Phase.PREFACE || phase == Phase.FRAMES) {
            closing.set(FAREWELL_TIMEOUT);
        }
    }

    private void fail(Http2Exception violation) {
        if (phase == Phase.ENDING || phase == Phase.CLOSED) {
            return;
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                "http/2: {0}, {1}",
                violation.code(),
                violation.reason());
        streams.failAll(new IOException(violation.reason(), violation));
        writer.goAway(streams.lastId(), violation.code(), violation.reason());
        windDown(true);
    }

    /** Streams that the peer opens from now on are not answered; it may ask elsewhere. */
    private void refuseStreams() {
        if (refusing) {
            return;
        }
        sayLastStream();
        wire.flushSoon();
        if (streams.isEmpty()) {
            windDown(false);
            turn();
        }
    }

    private void sayLastStream() {
        if (!refusing) {
            refusing = true;
            writer.goAway(streams.lastId(), ErrorCode.NO_ERROR, "");
        }
    }

    private void onEmpty() {
        if ((refusing || leaving) && (phase == Phase.PREFACE || phase == Phase.FRAMES)) {
            sayLastStream();
            windDown(false);
            strand.execute(this::turn);
        } else {
            watchReceiving();
        }
    }

    private void windDown(boolean lingers) {
        phase = Phase.ENDING;
        lingering = lingers;
        receiving.clear();
        reader.end();
        closing.clear();
        if (lingers) {
            closing.set(LINGER);
        }
    }

    /** Sends what is left, lets the peer come to its end, and closes. */
    private boolean windDown() throws IOException {
        boolean isSent = wire.flush();
        lingering |= inbox.hasBuffered();
        if (isSent && !lingering) {
            close();
            return false;
        }
        if (isSent && !closing.isSet()) {
            closing.set(LINGER);
        }
        inbox.drop();
        int received = inbox.receive();
        if (received < 0) {
            lingering = false;
        }
        if (received < 0 && isSent) {
            close();
        }
        return received > 0;
    }

    private void close() {
        phase = Phase.CLOSED;
        duplex.close();
    }

    /** What the peer, and streams, have to do with the end. */
    private final class End implements PeerFrames.Ending, Wire.Failure {

        @Override
        public boolean takesStreams() {
            return !refusing;
        }

        @Override
        public void onGoAway() {
            // It may still ask (§6.8), and hear the answer.
            leaving = true;
            if (streams.isEmpty()) {
                sayLastStream();
                windDown(false);
            }
        }

        @Override
        public void onPingAcknowledged(ByteBuffer opaque) {
            if (streams.isStopping() && opaque.equals(FAREWELL)) {
                refuseStreams();
            }
        }

        @Override
        public void onStalled() {
            streams.failAll(new IOException("the peer took nothing of what was sent for too long"));
            phase = Phase.CLOSED;
            duplex.abort();
        }

        @Override
        public void onViolation(Http2Exception violation) {
            fail(violation);
            turn();
        }
    }
}
