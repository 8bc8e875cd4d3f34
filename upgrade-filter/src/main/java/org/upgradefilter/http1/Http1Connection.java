package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.ContentPatience;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Deadline;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Inbox;
import org.upgradefilter.io.Outbox;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * The server's end of one HTTP/1.1 connection (RFC 9112): decides whose turn it is.
 *
 * <p>One exchange at a time, in the order of the requests: a request is not read before the
 * response to the one before it has ended. Content is received when it is asked for, and of a
 * response no more is kept than one buffer; so either side stops the other by not reading.
 *
 * <p>A request that breaks the protocol or a limit is answered by the engine, with one sentence of
 * text, and is the last one of its connection. To what an application answers the engine adds what
 * says how the message is transferred, and nothing else.
 *
 * <p>{@link #shutdown}: any thread. Everything else is confined to the duplex's strand.
 */
public final class Http1Connection implements Connection {

    private static final System.Logger LOG = System.getLogger(Http1Connection.class.getName());

    /**
     * How long a peer may go on sending that was told that nothing more is answered (RFC 9112
     * §9.6). Closing at once could destroy the response on its way: TCP resets a connection that
     * still receives.
     */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How many steps one turn takes, so that a peer that never pauses keeps no worker. */
    private static final int MAX_STEPS = 256;

    private final Duplex duplex;
    private final Strand strand;
    private final Timer timer;
    private final Http1Settings settings;
    private final HttpHandler handler;

    private final Inbox inbound;
    private final Outbox outbound;
    private final RequestHeadReader heads;
    private final Deadline receiving;
    private final Deadline sending;
    private final Runnable toNextTurn = this::handToNextTurn;
    private final Runnable nextTurn = this::postNextTurn;

    // Confined to the strand.
    private Phase phase = Phase.NOT_OPEN;
    private @Nullable HttpRequest first;
    private @Nullable Http1Exchange current;
    private @Nullable Connection successor;
    private @Nullable RemainderDuplex handedOver;
    private boolean turning;

    /** True in a turn that was waited for, and interrupts nobody. */
    private boolean onOwnTurn;

    private boolean stopping;
    private boolean lingering;

    /** True if the time for a head runs. */
    private boolean headBegun;

    // Plain on purpose: a thread that reads itself here wrote it itself.
    private @Nullable Thread ending;

    /**
     * @param duplex what is spoken over
     * @param timer for every time limit of the connection
     * @param handler answers the requests
     */
    public Http1Connection(
            Duplex duplex, Timer timer, Http1Settings settings, HttpHandler handler) {
        this.duplex = duplex;
        this.timer = timer;
        this.settings = settings;
        this.handler = handler;
        strand = duplex.strand();
        inbound = new Inbox(duplex);
        outbound = new Outbox(duplex);
        heads = new RequestHeadReader(settings);
        receiving = new Deadline(timer, strand, this::onReceivingTooSlow);
        sending = new Deadline(timer, strand, this::onSendingTooSlow);
    }

    /**
     * A connection whose first request was read elsewhere, and is answered here before any other.
     *
     * @param first a request without content
     * @throws IllegalArgumentException if it has content
     */
    public Http1Connection(
            Duplex duplex,
            Timer timer,
            Http1Settings settings,
            HttpHandler handler,
            HttpRequest first) {
        this(duplex, timer, settings, handler);
        if (first.contentLength() != 0) {
            throw new IllegalArgumentException("the first request must not have content");
        }
        this.first = first;
    }

    @Override
    public void onOpen() {
        strand.check();
        phase = Phase.HEAD;
        turn();
    }

    @Override
    public void onReadable() {
        strand.check();
        if (successor != null) {
            successor.onReadable();
        } else if (phase == Phase.EXCHANGE && current != null) {
            current.onReadable();
        } else {
            turn();
        }
    }

    @Override
    public void onWritable() {
        strand.check();
        if (successor != null) {
            successor.onWritable();
            return;
        }
        if (phase == Phase.CLOSED) {
            return;
        }
        outbound.onWritable();
        // The peer has taken something, so its time begins anew.
        sending.clear();
        try {
            if (current != null) {
                current.onWritable();
            } else {
                outbound.flush();
            }
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
            return;
        }
        turn();
    }

    @Override
    public void onOverflow() {
        strand.check();
        if (successor != null) {
            successor.onOverflow();
            return;
        }
        fail(new IOException("the peer sent more than could be kept"));
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        strand.check();
        phase = Phase.CLOSED;
        receiving.stop();
        sending.stop();
        if (handedOver != null) {
            handedOver.drop();
        }
        if (successor != null) {
            successor.onClosed(cause);
            return;
        }
        if (current != null) {
            current.fail(cause == null ? new IOException("the connection is closed") : cause);
            current = null;
        }
        inbound.end();
        outbound.end();
    }

    /**
     * Closes when the response under way has ended, which says so if its head has not left yet; at
     * once if there is none.
     */
    @Override
    public void shutdown() {
        strand.execute(
                () -> {
                    stopping = true;
                    if (successor != null) {
                        successor.shutdown();
                    } else {
                        turn();
                    }
                });
    }

    /**
     * Goes on as far as may be. The one place where violations of the protocol end that no call of
     * an application has found.
     */
    void turn() {
        strand.check();
        if (turning) {
            // An exchange has ended while it was begun: the loop below goes on.
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
        watchSending();
    }

    private void step() throws IOException {
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            try {
                if (!advance()) {
                    return;
                }
            } catch (Http1Exception violation) {
                answer(violation);
            }
        }
        // Only when this thread has left, or it would take the turn itself.
        strand.afterwards(toNextTurn);
    }

    private void handToNextTurn() {
        duplex.nextTurns().execute(nextTurn);
    }

    private void postNextTurn() {
        strand.execute(this::takeNextTurn);
    }

    private void takeNextTurn() {
        onOwnTurn = true;
        try {
            turn();
        } finally {
            onOwnTurn = false;
        }
    }

    /** Takes one step; false if there is none to take now. */
    private boolean advance() throws IOException {
        return switch (phase) {
            case HEAD -> readHead();
            case EXCHANGE -> leaveExchange(Objects.requireNonNull(current));
            case DROPPING -> dropContent(Objects.requireNonNull(current));
            case ENDING -> windDown();
            case NOT_OPEN, HANDED_OVER, CLOSED -> false;
        };
    }

    private boolean readHead() throws IOException {
        if (first != null) {
            HttpRequest request = first;
            first = null;
            begin(request);
            return true;
        }
        if (stopping && !heads.isBegun()) {
            windDown(Ending.AT_ONCE);
            return true;
        }
        if (inbound.hasBuffered()) {
            if (ending == Thread.currentThread() && !onOwnTurn) {
                // Deep inside the application, which has only just ended the last response.
                strand.afterwards(toNextTurn);
                return false;
            }
            if (heads.read(inbound.buffer())) {
                begin(heads.take());
                return true;
            }
        }
        int received = inbound.receive();
        if (received < 0) {
            windDown(Ending.AT_ONCE);
            return true;
        }
        if (received == 0) {
            awaitHead();
        }
        return received > 0;
    }

    private void awaitHead() {
        if (heads.isBegun() && !headBegun) {
            headBegun = true;
            receiving.set(settings.timeouts().head());
        } else if (!receiving.isSet()) {
            receiving.set(settings.timeouts().idle());
        }
    }

    private void begin(HttpRequest request) {
        headBegun = false;
        receiving.clear();
        inbound.rest();
        RequestContent content =
                new RequestContent(
                        inbound,
                        new ContentReader(request.contentLength(), settings.limits()),
                        new ContentPatience(
                                timer,
                                receiving,
                                settings.timeouts().content(),
                                settings.limits().minContentBytesPerSecond()));
        Http1Exchange exchange = new Http1Exchange(this, request, duplex, outbound, content);
        current = exchange;
        phase = Phase.EXCHANGE;
        try {
            exchange.begin(settings.check(), handler);
        } catch (Http1Exception violation) {
            throw violation;
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a request could not be handed on", failure);
            throw new Http1Exception(500, "the server failed");
        }
    }

    private boolean leaveExchange(Http1Exchange exchange) throws IOException {
        if (!exchange.isOver()) {
            return false;
        }
        // Who comes next knows nothing of what waits here.
        boolean isSent = exchange.successors() == null ? outbound.handOn() : outbound.flush();
        if (!isSent) {
            return false;
        }
        phase = Phase.DROPPING;
        return true;
    }

    /** Gets rid of content that nobody has read, and of the exchange. */
    private boolean dropContent(Http1Exchange exchange) throws IOException {
        ResponseWriter response = exchange.response();
        exchange.content().settle();
        boolean goesOn = response.isPersistent() || exchange.successors() != null;
        if (exchange.content().isComplete()) {
            next(exchange);
            return true;
        }
        if (!goesOn || isTooMuchToDrop(exchange.content())) {
            windDown(response.isDelimitedByClose() ? Ending.AT_ONCE : Ending.LINGERING);
            return true;
        }
        ByteBuffer scratch = BufferPool.SHARED.take();
        try {
            return exchange.content().drop(scratch);
        } finally {
            BufferPool.SHARED.give(scratch);
        }
    }

    private void next(Http1Exchange exchange) {
        Function<Duplex, Connection> successors = exchange.successors();
        current = null;
        if (successors != null) {
            handOver(successors);
        } else if (exchange.response().isPersistent()) {
            phase = Phase.HEAD;
        } else {
            boolean lingers = inbound.hasBuffered() && !exchange.response().isDelimitedByClose();
            windDown(lingers ? Ending.LINGERING : Ending.AT_ONCE);
        }
    }

    private void handOver(Function<Duplex, Connection> successors) {
        phase = Phase.HANDED_OVER;
        receiving.stop();
        sending.stop();
        handedOver = new RemainderDuplex(duplex, inbound.surrender());
        try {
            successor = successors.apply(handedOver);
            successor.onOpen();
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a connection could not be opened", failure);
            duplex.close();
        }
        if (stopping && successor != null) {
            successor.shutdown();
        }
    }

    /** What a call of an application has found: the end of the exchange, and of the connection. */
    void refuse(Http1Exception violation) {
        answer(violation);
        turn();
    }

    private void answer(Http1Exception violation) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "http/1.1: {0}, {1}",
                violation.status(),
                violation.reason());
        Http1Exchange refused = current;
        if (refused != null && refused.isOver()) {
            // It was answered; only its content is in disorder.
            windDown(Ending.LINGERING);
            return;
        }
        current = null;
        boolean isLate = refused != null && refused.response().isBegun();
        if (refused != null) {
            refused.fail(new IOException(violation.reason(), violation));
        }
        if (isLate) {
            abort();
            return;
        }
        ErrorResponse.put(outbound, violation, refused == null ? "" : refused.request().method());
        windDown(Ending.LINGERING);
    }

    /** Closes in the midst of a response, on behalf of whoever answers. */
    void cutOff(Throwable cause) {
        strand.check();
        LOG.log(System.Logger.Level.DEBUG, "http/1.1: a response was cut off", cause);
        if (current != null) {
            current.silence(new IOException("the exchange was cut off", cause));
            current = null;
        }
        abort();
    }

    /** Whether {@code request}, and this side, let another one follow. */
    boolean mayPersist(HttpRequest request) {
        return !stopping && Framing.isPersistent(request);
    }

    boolean isTooMuchToDrop(RequestContent content) {
        return content.isTooMuchToDrop(settings.limits().maxDroppedBytes());
    }

    /** Looks whether the peer is to be waited for. */
    void watchSending() {
        if (!outbound.isWaitingForRoom() || phase == Phase.CLOSED) {
            sending.clear();
        } else if (!sending.isSet()) {
            sending.set(settings.timeouts().send());
        }
    }

    /** The calling thread, which is inside an application, ends a response. Any thread. */
    void enterEnd() {
        ending = Thread.currentThread();
    }

    /** The calling thread goes back into the application. Any thread. */
    void leaveEnd() {
        if (ending == Thread.currentThread()) {
            ending = null;
        }
    }

    private void onReceivingTooSlow() {
        switch (phase) {
            case HEAD -> {
                if (heads.isBegun()) {
                    answer(new Http1Exception(408, "the request came too slowly"));
                } else {
                    windDown(Ending.AT_ONCE);
                }
            }
            case EXCHANGE -> answer(new Http1Exception(408, "the content came too slowly"));
            case DROPPING, ENDING -> close();
            case NOT_OPEN, HANDED_OVER, CLOSED -> {
                // Too late.
            }
        }
        turn();
    }

    private void onSendingTooSlow() {
        fail(new IOException("the peer took nothing of what was sent for too long"));
    }

    private void fail(IOException cause) {
        if (current != null) {
            current.fail(cause);
            current = null;
        }
        abort();
    }

    private void windDown(Ending manner) {
        phase = Phase.ENDING;
        lingering = manner == Ending.LINGERING;
        current = null;
        receiving.clear();
    }

    /** Sends what is left, lets the peer come to its end, and closes (§9.6). */
    private boolean windDown() throws IOException {
        boolean isSent = outbound.flush();
        if (isSent && !lingering) {
            close();
            return false;
        }
        if (!lingering) {
            return false;
        }
        if (isSent && !receiving.isSet()) {
            receiving.set(LINGER);
        }
        inbound.drop();
        int received = inbound.receive();
        if (received < 0 && isSent) {
            close();
        }
        return received > 0;
    }

    private void close() {
        phase = Phase.CLOSED;
        duplex.close();
    }

    /** A response without a length would look whole after a good-bye (RFC 9112 §8). */
    private void abort() {
        phase = Phase.CLOSED;
        duplex.abort();
    }

    /** What the connection is about. */
    private enum Phase {
        NOT_OPEN,
        /** A request is awaited. */
        HEAD,
        /** It is answered. */
        EXCHANGE,
        /** It was answered, and its content is in the way of the next one. */
        DROPPING,
        /** There will be no next one. */
        ENDING,
        HANDED_OVER,
        CLOSED
    }

    /** How a connection ends whose last response has been given. */
    private enum Ending {
        AT_ONCE,
        /** The peer may still be sending. */
        LINGERING
    }
}
