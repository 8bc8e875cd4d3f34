package org.upgradefilter.websocket;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * The server's end of one WebSocket (RFC 6455): decides whose turn it is.
 *
 * <p>Reads as long as the listener has asked for more and is not being called; so a listener that
 * stops asking stops the peer. Without demand it still reads up to the next message, that Pings be
 * answered. What is sent during one batch of input leaves in one flush.
 *
 * <p>{@link #send}, {@link #request}, {@link #abort} and {@link #shutdown}: any thread, they only
 * post. Everything else is confined to the duplex's strand.
 */
final class WebSocketConnection implements Connection {

    private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());

    /**
     * How long a peer that was told of its fault may go on sending. Closing at once could destroy
     * the Close on its way: TCP resets a connection that still receives.
     */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /**
     * How long a message may wait for others of the same batch. So a listener that is slow holds up
     * what it has sent by one call at most.
     */
    private static final Duration MAX_GATHERING = Duration.ofMillis(1);

    private static final CloseBody GOING_AWAY =
            new CloseBody(CloseCode.GOING_AWAY.code(), "the server is going away");
    private static final CloseBody OVERFLOW =
            new CloseBody(CloseCode.TRY_AGAIN_LATER.code(), "too much at once");
    private static final CloseBody FAILED =
            new CloseBody(CloseCode.INTERNAL_ERROR.code(), "the server failed");

    /**
     * What all connections of a rule have in common.
     *
     * @param limits what the peer may send
     * @param timeouts how long it is waited for
     */
    record Settings(WebSocketLimits limits, WebSocketTimeouts timeouts) {}

    /**
     * How many frames, or pieces of them, are read in one turn. So a peer that never pauses keeps
     * neither the timer nor those who send from their turn, and holds no thread but a worker.
     */
    private static final int MAX_STEPS = 256;

    private final Duplex duplex;
    private final Strand strand;
    private final Timer timer;
    private final Settings settings;
    private final ServerWebSocket socket;

    private final Inbound inbound;
    private final Outbound outbound;
    private final ListenerCalls listener;
    private final Liveness liveness;
    private final SendPatience sending;

    private final Runnable nextTurn = this::postTurn;
    private final Runnable toNextTurn = this::handToNextTurn;

    // Confined to the strand.
    private CloseState close = CloseState.OPEN;
    private Timer.Timeout closeTimeout = Timer.Timeout.NONE;
    private boolean closed;
    private boolean failed;

    /** What the listener has asked for and not been given. */
    private long demand;

    /** True from the decision to call the listener until it has returned. */
    private boolean calling;

    /** An event that waits for demand. */
    private ListenerCalls.@Nullable Call waiting;

    /** The listener's last event: {@code onClose} or {@code onError}. */
    private ListenerCalls.@Nullable Call last;

    /** True if {@link #last} no longer waits for demand. */
    private boolean lastIsDue;

    /** True when the listener has been told its last event, or is owed none. */
    private boolean over;

    /** What answers the peer's Close. */
    private CloseBody echo = CloseBody.NONE;

    WebSocketConnection(
            Duplex duplex,
            Timer timer,
            Settings settings,
            String subprotocol,
            AgreedCompression compression,
            WebSocket.Listener listener) {
        this.duplex = duplex;
        this.timer = timer;
        this.settings = settings;
        strand = duplex.strand();
        socket = new ServerWebSocket(this, subprotocol);
        MessageAssembler assembler =
                new MessageAssembler(
                        new Events(),
                        settings.limits(),
                        new Overhead(timer, settings.limits().maxOverheadFrames()),
                        compression.inflater());
        inbound = new Inbound(duplex, assembler, this::onHeard);
        outbound = new Outbound(duplex, timer, new Receipts(), compression.deflater());
        this.listener = new ListenerCalls(listener, duplex, new Calls());
        liveness = new Liveness(timer, strand, settings.timeouts(), new Watch());
        sending = new SendPatience(timer, strand, settings.timeouts().send(), this::onSendTimeout);
    }

    @Override
    public void onOpen() {
        strand.check();
        liveness.start();
        call(
                told -> {
                    told.onOpen(socket);
                    return null;
                });
    }

    @Override
    public void onReadable() {
        strand.check();
        turn();
    }

    @Override
    public void onWritable() {
        strand.check();
        outbound.onWritable();
        liveness.moved();
        sending.moved();
        turn();
    }

    @Override
    public void onOverflow() {
        strand.check();
        fail(OVERFLOW, new IOException("the peer sent more than could be kept"));
        turn();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        strand.check();
        IOException reason = cause == null ? new IOException("the WebSocket is closed") : cause;
        closed = true;
        close = CloseState.CLOSED;
        liveness.stop();
        sending.stop();
        closeTimeout.cancel();
        socket.closeInput();
        socket.closeOutput();
        inbound.end();
        outbound.abandon(reason);
        end(error(reason));
        turn();
        LOG.log(System.Logger.Level.DEBUG, "websocket closed: {0}", reason.getMessage());
    }

    /** Says 1001 to the peer and to the listener, and closes when the peer has answered. */
    @Override
    public void shutdown() {
        strand.execute(
                () -> {
                    if (close.canSend()) {
                        end(told -> told.onClose(socket, GOING_AWAY.code(), GOING_AWAY.reason()));
                        giveUp(GOING_AWAY, settings.timeouts().close());
                        turn();
                    }
                });
    }

    /** Queues a frame. */
    void send(Outgoing frame) {
        strand.execute(
                () -> {
                    outbound.add(frame);
                    if (frame.opcode() == Opcode.CLOSE && close.canSend()) {
                        close = close.sendClose();
                        closeWithin(settings.timeouts().close());
                    }
                    turn();
                });
    }

    /** Adds to the demand. */
    void request(long more) {
        strand.execute(
                () -> {
                    demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
                    turn();
                });
    }

    /** Closes without a word; the listener is told no more. */
    void abort() {
        strand.execute(
                () -> {
                    over = true;
                    duplex.close();
                });
    }

    /**
     * Reads, calls and writes as far as may be. The one place where the errors of all three end.
     */
    private void turn() {
        try {
            read();
        } catch (WebSocketException violation) {
            fail(violation.closeBody(), violation);
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
            return;
        }
        try {
            write();
        } catch (IOException e) {
            // As above.
        }
    }

    private void handToNextTurn() {
        duplex.nextTurns().execute(nextTurn);
    }

    private void postTurn() {
        strand.execute(this::turn);
    }

    private void read() throws IOException {
        callWhatIsDue();
        int steps = 0;
        while (mayRead() && inbound.readOnce()) {
            callWhatIsDue();
            steps++;
            if (steps == MAX_STEPS) {
                // Only when this thread has left, or it would take the turn itself.
                strand.afterwards(toNextTurn);
                return;
            }
        }
        inbound.rest();
        if (inbound.hasEnded() && !closed) {
            onEndOfStream();
        }
    }

    private void onEndOfStream() {
        if (!close.canReceive()) {
            // A peer may close its side after its Close (RFC 6455 §7.1.1); ours is still owed.
            if (!lastIsDue) {
                lastIsDue = true;
                closeWithin(settings.timeouts().close());
                callWhatIsDue();
            }
            return;
        }
        end(told -> told.onClose(socket, CloseCode.ABNORMAL.code(), ""));
        callWhatIsDue();
        duplex.close();
    }

    private void onHeard() {
        liveness.heard();
        recvDiscardedClose();
    }

    private void recvDiscardedClose() {
        if (inbound.hasSeenClose() && close.canReceive()) {
            close = close.recvClose();
        }
    }

    private boolean mayRead() {
        if (closed || close == CloseState.CLOSED || inbound.hasEnded()) {
            return false;
        }
        return inbound.isDiscarding()
                || (!calling
                        && waiting == null
                        && last == null
                        && (demand > 0 || !inbound.isWithinData()));
    }

    private void write() throws IOException {
        if (closed) {
            return;
        }
        outbound.write(isMoreToCome() ? Outbound.Flush.LATER : Outbound.Flush.NOW);
        sending.waits(outbound.isWaitingForRoom());
        if (outbound.isPaused()) {
            strand.afterwards(toNextTurn);
        }
        if (close == CloseState.CLOSED && outbound.isCloseSent()) {
            // §7.1.1: both Closes are through, and the server closes first.
            duplex.close();
        }
    }

    /** True if the listener is about to see more of the same batch, and nobody has waited long. */
    private boolean isMoreToCome() {
        return listener.isCalling()
                ? inbound.hasBuffered()
                : calling
                        && listener.isBetweenCalls()
                        && !outbound.hasGatheredLongerThan(MAX_GATHERING);
    }

    private void callWhatIsDue() {
        if (calling || over) {
            return;
        }
        if (waiting != null && demand > 0) {
            demand--;
            ListenerCalls.Call next = waiting;
            waiting = null;
            call(next);
        } else if (last != null && (lastIsDue || demand > 0)) {
            over = true;
            call(last);
        }
    }

    private void call(ListenerCalls.Call next) {
        calling = true;
        listener.call(next);
    }

    /** The listener is told {@code event} and then nothing more, unless it was told its last. */
    private void end(ListenerCalls.Call event) {
        if (last == null) {
            last = event;
            waiting = null;
        }
        lastIsDue = true;
    }

    private ListenerCalls.Call error(Throwable cause) {
        return told -> {
            told.onError(socket, cause);
            return null;
        };
    }

    /** Fails the WebSocket (RFC 6455 §7.1.7). */
    private void fail(CloseBody body, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "websocket fails with {0}", body);
        if (failed) {
            return;
        }
        failed = true;
        end(error(cause));
        giveUp(body, LINGER);
        callWhatIsDue();
    }

    /** Sends a Close, and from then on only waits for the peer to send one, or to go. */
    private void giveUp(CloseBody body, Duration patience) {
        socket.closeInput();
        socket.closeOutput();
        if (closed) {
            return;
        }
        inbound.discard();
        if (close.canSend()) {
            close = close.sendClose();
            outbound.dropWaiting(new IOException("the WebSocket is closing: " + body.reason()));
            outbound.add(Outgoing.ofOurOwn(Opcode.CLOSE, body.payload()));
        }
        // One that broke a rule is still the peer's last frame (RFC 6455 §5.5.1).
        recvDiscardedClose();
        closeWithin(patience);
    }

    private void closeWithin(Duration patience) {
        closeTimeout.cancel();
        closeTimeout = timer.schedule(patience, () -> strand.execute(this::onCloseTimeout));
    }

    private void onCloseTimeout() {
        if (!closed) {
            end(error(new IOException("the peer did not answer the Close in time")));
            duplex.close();
        }
    }

    private void onSendTimeout() {
        end(error(new IOException("the peer took nothing of what was sent for too long")));
        duplex.close();
    }

    /** Answers the peer's Close, once the listener has done with it. */
    private void answerClose() {
        if (!closed && close.canSend()) {
            close = close.sendClose();
            socket.closeOutput();
            outbound.add(Outgoing.ofOurOwn(Opcode.CLOSE, echo.payload()));
            closeWithin(settings.timeouts().close());
        }
    }

    /** What the peer sends. */
    private final class Events implements MessageSink {

        @Override
        public void onText(CharSequence data, Part part) {
            waiting = told -> told.onText(socket, data, part == Part.LAST);
        }

        @Override
        public void onBinary(ByteBuffer data, Part part) {
            inbound.lend();
            waiting = told -> told.onBinary(socket, data, part == Part.LAST);
        }

        @Override
        public void onPing(ByteBuffer data) {
            outbound.add(Outgoing.ofOurOwn(Opcode.PONG, data.duplicate()));
            waiting = told -> told.onPing(socket, data.asReadOnlyBuffer());
        }

        @Override
        public void onPong(ByteBuffer data) {
            waiting = told -> told.onPong(socket, data);
        }

        @Override
        public void onClose(int code, String reason) {
            close = close.recvClose();
            socket.closeInput();
            echo = new CloseBody(code, "");
            last = told -> told.onClose(socket, code, reason);
            // To see the end of the stream, whatever comes before it.
            inbound.discard();
        }
    }

    /** What the listener does. */
    private final class Calls implements ListenerCalls.Caller {

        @Override
        public void onDone() {
            calling = false;
            inbound.takeBack();
            if (over) {
                answerClose();
            }
            turn();
        }

        @Override
        public void onReturned(CompletionStage<?> stage) {
            calling = false;
            inbound.leave();
            boolean wasLast = over;
            stage.whenComplete(
                    (ignored, failure) ->
                            strand.execute(
                                    () -> {
                                        if (failure != null) {
                                            onStageFailed(failure);
                                        } else if (wasLast) {
                                            answerClose();
                                        }
                                        turn();
                                    }));
            turn();
        }

        @Override
        public void onThrown(Throwable failure) {
            calling = false;
            onStageFailed(failure);
            turn();
        }

        /** At any time: another call may be under way by then. */
        private void onStageFailed(Throwable failure) {
            // While a WebSocket is closing, sends fail and listeners with them: no news.
            System.Logger.Level level =
                    socket.isOutputClosed()
                            ? System.Logger.Level.DEBUG
                            : System.Logger.Level.WARNING;
            LOG.log(level, "a websocket listener failed", failure);
            fail(FAILED, failure);
        }
    }

    /** Who sent what went out. */
    private final class Receipts implements Outbound.Receipts {

        @Override
        public void onSent(Outgoing frame) {
            if (frame.sent() != null) {
                frame.sent().settle();
                publish(frame.sent(), frame.sender());
            }
        }

        @Override
        public void onFailed(Outgoing frame, IOException cause) {
            if (frame.sent() != null) {
                frame.sent().settle(cause);
                publish(frame.sent(), frame.sender());
            }
        }

        /** Outside the strand, and not on the thread of somebody who sends something else. */
        private void publish(Outgoing.Receipt sent, Thread sender) {
            Runnable publication = sent.stage()::publish;
            if (sender == Thread.currentThread()) {
                strand.afterwards(publication);
            } else {
                strand.afterwards(() -> duplex.workers().execute(publication));
            }
        }
    }

    /** Whether the peer is still there. */
    private final class Watch implements Liveness.Watcher {

        @Override
        public boolean isListening() {
            return mayRead() && !inbound.hasBuffered();
        }

        @Override
        public boolean isWaitingForRoom() {
            return outbound.isWaitingForRoom();
        }

        @Override
        public void onQuiet() {
            if (outbound.isWaitingForRoom()) {
                // A Ping would only wait behind what shows the same; and then another one.
                return;
            }
            outbound.add(Outgoing.ofOurOwn(Opcode.PING, ByteBuffer.allocate(0)));
            turn();
        }

        @Override
        public void onDead() {
            end(error(new IOException("the peer was silent for too long")));
            duplex.close();
        }
    }
}
