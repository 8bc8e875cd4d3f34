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
    private final ServerWebSocket socket;

    private final Inbound inbound;
    private final Outbound outbound;
    private final ListenerCalls calls;
    private final ListenerEvents events;
    private final ClosingHandshake closing;
    private final Liveness liveness;
    private final SendPatience sending;
    private final MessagePatience receiving;

    private final Runnable nextTurn = this::postTurn;
    private final Runnable toNextTurn = this::handToNextTurn;

    WebSocketConnection(
            Duplex duplex,
            Timer timer,
            Settings settings,
            String subprotocol,
            AgreedCompression compression,
            WebSocket.Listener listener) {
        this.duplex = duplex;
        strand = duplex.strand();
        socket = new ServerWebSocket(this, subprotocol);
        MessageAssembler assembler =
                new MessageAssembler(
                        new Messages(),
                        settings.limits(),
                        new Overhead(timer, settings.limits().maxOverheadFrames()),
                        compression.inflater());
        inbound = new Inbound(duplex, assembler, this::onHeard);
        outbound = new Outbound(duplex, timer, new SendReceipts(duplex), compression.deflater());
        calls = new ListenerCalls(listener, duplex, new Calls());
        events = new ListenerEvents(socket, calls);
        closing =
                new ClosingHandshake(
                        duplex,
                        inbound,
                        outbound,
                        timer,
                        settings.timeouts().close(),
                        this::onCloseTimeout);
        liveness = new Liveness(timer, strand, settings.timeouts(), new Watch());
        sending = new SendPatience(timer, strand, settings.timeouts().send(), this::onSendTimeout);
        receiving =
                new MessagePatience(
                        timer, strand, settings.timeouts().message(), this::onMessageTimeout);
    }

    @Override
    public void onOpen() {
        strand.check();
        liveness.start();
        events.begin();
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
        closing.connectionClosed();
        liveness.stop();
        sending.stop();
        receiving.stop();
        closeBothEnds();
        inbound.end();
        outbound.abandon(reason);
        events.endWithError(reason);
        turn();
        LOG.log(System.Logger.Level.DEBUG, "websocket closed: {0}", reason.getMessage());
    }

    /** Says 1001 to the peer and to the listener, and closes when the peer has answered. */
    @Override
    public void shutdown() {
        strand.execute(
                () -> {
                    if (closing.canSend()) {
                        events.endWithClose(GOING_AWAY.code(), GOING_AWAY.reason());
                        closeBothEnds();
                        closing.start(GOING_AWAY);
                        turn();
                    }
                });
    }

    /** Queues a frame. */
    void send(Outgoing frame) {
        strand.execute(
                () -> {
                    outbound.add(frame);
                    if (frame.opcode() == Opcode.CLOSE) {
                        closing.sendClose();
                    }
                    turn();
                });
    }

    /** Adds to the demand. */
    void request(long more) {
        strand.execute(
                () -> {
                    events.request(more);
                    turn();
                });
    }

    /** Closes without a word; the listener is told no more. */
    void abort() {
        strand.execute(
                () -> {
                    events.abandon();
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
        events.callWhatIsDue();
        int steps = 0;
        while (mayRead() && inbound.readOnce()) {
            events.callWhatIsDue();
            steps++;
            if (steps == MAX_STEPS) {
                // Only when this thread has left, or it would take the turn itself.
                strand.afterwards(toNextTurn);
                return;
            }
        }
        inbound.rest();
        receiving.rests(inbound.messageUnderWay(), mayRead() && events.hasDemand());
        if (inbound.hasEnded() && !closing.isConnectionClosed()) {
            onEndOfStream();
        }
    }

    private boolean mayRead() {
        if (closing.isComplete() || inbound.hasEnded()) {
            return false;
        }
        return inbound.isDiscarding()
                || (events.isIdle() && (events.hasDemand() || !inbound.isWithinData()));
    }

    private void onHeard() {
        liveness.heard();
        closing.recvDiscarded();
    }

    private void onEndOfStream() {
        if (closing.canReceive()) {
            events.endWithClose(CloseCode.ABNORMAL.code(), "");
            events.callWhatIsDue();
            duplex.close();
        } else if (!events.isLastDue()) {
            // A peer may close its side after its Close (§7.1.1); ours is still owed.
            events.hurryLast();
            events.callWhatIsDue();
            closing.awaitPeer();
        }
    }

    private void write() throws IOException {
        if (closing.isConnectionClosed()) {
            return;
        }
        outbound.write(isMoreToCome() ? Outbound.Flush.LATER : Outbound.Flush.NOW);
        sending.waits(outbound.isWaitingForRoom());
        if (outbound.isPaused()) {
            strand.afterwards(toNextTurn);
        }
        closing.closeWhenThrough();
    }

    /** True if the listener is about to see more of the same batch, and nobody has waited long. */
    private boolean isMoreToCome() {
        return calls.isCalling()
                ? inbound.hasBuffered()
                : events.isCalling()
                        && calls.isBetweenCalls()
                        && !outbound.hasGatheredLongerThan(MAX_GATHERING);
    }

    /** Fails the WebSocket (RFC 6455 §7.1.7). */
    private void fail(CloseBody body, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "websocket fails with {0}", body);
        if (closing.hasFailed()) {
            return;
        }
        events.endWithError(cause);
        closeBothEnds();
        closing.fail(body);
        events.callWhatIsDue();
    }

    private void closeBothEnds() {
        socket.closeInput();
        socket.closeOutput();
    }

    /** Answers the peer's Close, once the listener has done with it. */
    private void answerClose() {
        socket.closeOutput();
        closing.answer();
    }

    private void onCloseTimeout() {
        events.endWithError(new IOException("the peer did not answer the Close in time"));
    }

    private void onMessageTimeout() {
        WebSocketException tooSlow =
                new WebSocketException(
                        CloseCode.POLICY_VIOLATION, "message that took too long to come");
        fail(tooSlow.closeBody(), tooSlow);
        turn();
    }

    private void onSendTimeout() {
        events.endWithError(new IOException("the peer took nothing of what was sent for too long"));
        duplex.close();
    }

    /** What the peer sends. */
    private final class Messages implements MessageSink {

        @Override
        public void onText(CharSequence data, Part part) {
            events.tellText(data, part);
        }

        @Override
        public void onBinary(ByteBuffer data, Part part) {
            inbound.lend();
            events.tellBinary(data, part);
        }

        @Override
        public void onPing(ByteBuffer data) {
            outbound.add(Outgoing.ofOurOwn(Opcode.PONG, data.duplicate()));
            events.tellPing(data);
        }

        @Override
        public void onPong(ByteBuffer data) {
            events.tellPong(data);
        }

        @Override
        public void onClose(int code, String reason) {
            socket.closeInput();
            events.tellClose(code, reason);
            closing.recvClose(code);
        }
    }

    /** What the listener does. */
    private final class Calls implements ListenerCalls.Caller {

        @Override
        public void onDone() {
            events.onReturned();
            inbound.takeBack();
            if (events.isOver()) {
                answerClose();
            }
            turn();
        }

        @Override
        public void onReturned(CompletionStage<?> stage) {
            events.onReturned();
            inbound.leave();
            boolean wasLast = events.isOver();
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
            events.onReturned();
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
            events.endWithError(new IOException("the peer was silent for too long"));
            duplex.close();
        }
    }
}
