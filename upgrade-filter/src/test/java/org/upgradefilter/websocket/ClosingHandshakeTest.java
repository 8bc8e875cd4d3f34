package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

/** RFC 6455 §7.1, without a listener. */
class ClosingHandshakeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final CloseBody BYE = new CloseBody(1001, "bye");

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedPeer client = new ScriptedPeer();
    private final List<String> news = new ArrayList<>();
    private final Server server = client.duplex().connect(Server::new);
    private final ClosingHandshake closing = server.closing;

    private List<String> received() {
        return ServerFrames.read(client.received());
    }

    private void appSendsClose() {
        server.does(
                () -> {
                    server.queue(Opcode.CLOSE, new CloseBody(4000, "mine").payload());
                    closing.sendClose();
                });
    }

    @Test
    void when_the_client_has_answered_the_server_closes_first() {
        appSendsClose();
        assertEquals(List.of("close 4000 \"mine\""), received());
        assertFalse(closing.canSend());
        assertTrue(closing.canReceive());
        assertFalse(client.sawEnd());
        client.sends(ClientFrames.close(4000, ""));
        assertTrue(closing.isComplete());
        assertTrue(client.sawEnd());
        assertTrue(closing.isConnectionClosed());
        assertEquals(0, timer.pending());
        assertEquals(List.of("close 4000"), news);
    }

    @ParameterizedTest
    @CsvSource({"1000, ''", "4711, why"})
    void the_clients_close_is_answered_with_its_code_when_its_time_has_come(
            int code, String reason) {
        client.sends(ClientFrames.close(code, reason));
        assertFalse(closing.canReceive());
        assertTrue(closing.canSend());
        client.expectsNothing();
        assertEquals(0, timer.pending(), "the listener may take its time");
        server.does(closing::answer);
        assertEquals(List.of("close " + code + " \"\""), received());
        assertTrue(client.sawEnd());
    }

    @Test
    void a_close_without_a_code_is_answered_without_one() {
        client.sends(ClientFrames.close());
        server.does(closing::answer);
        assertEquals(List.of("close"), received());
    }

    @Test
    void there_is_one_close_from_each_side() {
        client.sends(ClientFrames.close(1000, ""));
        appSendsClose();
        server.does(closing::answer);
        server.does(() -> closing.start(BYE));
        server.does(() -> closing.fail(BYE));
        assertEquals(List.of("close 4000 \"mine\""), received());
        assertTrue(client.sawEnd());
    }

    /** The application does not know yet that it is too late. */
    @Test
    void a_close_after_ours_changes_nothing() {
        server.does(() -> closing.start(BYE));
        timer.advance(PATIENCE.minus(TICK));
        appSendsClose();
        assertEquals(List.of("close 1001 \"bye\""), received());
        timer.advance(TICK);
        assertEquals(List.of("timeout"), news);
    }

    @Test
    void whoever_starts_it_drops_what_has_not_begun_and_hears_nothing_but_a_close() {
        server.does(
                () -> {
                    server.queue(Opcode.TEXT, ByteBuffer.allocate(1));
                    closing.start(BYE);
                });
        assertEquals(List.of("close 1001 \"bye\""), received());
        client.sends(ClientFrames.join(ClientFrames.text("late"), ClientFrames.ping("late")));
        assertEquals(List.of("failed"), news);
        assertFalse(client.sawEnd());
        client.sends(ClientFrames.close(1001, ""));
        assertTrue(client.sawEnd());
    }

    @Test
    void a_close_that_came_in_two_halves_around_ours_counts() {
        byte[] close = ClientFrames.close(1000, "");
        client.sends(ByteBuffer.wrap(close, 0, 7));
        server.does(() -> closing.start(BYE));
        assertFalse(closing.isComplete());
        client.sends(ByteBuffer.wrap(close, 7, 1));
        assertEquals(List.of("close 1001 \"bye\""), received());
        assertTrue(client.sawEnd());
    }

    @Test
    void a_close_that_breaks_a_rule_is_still_the_last_frame() {
        client.sends(ClientFrames.close(1005, ""));
        assertEquals(List.of("violation 1002"), news);
        assertEquals(List.of("close 1002 \"illegal close code\""), received());
        assertTrue(client.sawEnd());
    }

    @Test
    void the_connection_stays_until_the_close_has_left() {
        client.room(0);
        client.sends(ClientFrames.close(1000, ""));
        server.does(closing::answer);
        assertTrue(closing.isComplete());
        assertFalse(closing.isConnectionClosed());
        client.unlimitedRoom();
        assertEquals(List.of("close 1000 \"\""), received());
        assertTrue(closing.isConnectionClosed());
    }

    @Test
    void a_client_that_does_not_answer_is_waited_for_as_long_as_was_said() {
        appSendsClose();
        timer.advance(PATIENCE.minus(TICK));
        assertEquals(List.of(), news);
        timer.advance(TICK);
        assertEquals(List.of("timeout"), news);
        assertTrue(closing.isConnectionClosed());
    }

    @Test
    void a_client_that_broke_a_rule_is_waited_for_for_a_second() {
        server.does(() -> closing.fail(BYE));
        assertTrue(closing.hasFailed());
        assertEquals(List.of("close 1001 \"bye\""), received());
        timer.advance(LINGER.minus(TICK));
        assertFalse(closing.isConnectionClosed());
        timer.advance(TICK);
        assertEquals(List.of("timeout"), news);
        assertTrue(closing.isConnectionClosed());
    }

    @Test
    void a_client_that_does_not_take_the_answer_is_not_waited_for_longer() {
        client.room(0);
        client.sends(ClientFrames.close(1000, ""));
        server.does(closing::answer);
        timer.advance(PATIENCE);
        assertEquals(List.of("close 1000", "timeout"), news);
        assertTrue(closing.isConnectionClosed());
    }

    @Test
    void waiting_again_begins_anew() {
        appSendsClose();
        timer.advance(PATIENCE.minus(TICK));
        server.does(closing::awaitPeer);
        timer.advance(PATIENCE.minus(TICK));
        assertEquals(List.of(), news);
        timer.advance(TICK);
        assertEquals(List.of("timeout"), news);
    }

    @Test
    void when_the_connection_is_gone_nothing_is_sent_or_waited_for() {
        appSendsClose();
        client.breaks(new IOException("reset"));
        closing.fail(BYE);
        closing.answer();
        assertTrue(closing.isComplete());
        assertFalse(closing.canSend());
        assertEquals(0, timer.pending());
        timer.advance(PATIENCE);
        assertEquals(List.of(), news);
    }

    /** What is needed of a connection. */
    private final class Server implements Connection, MessageSink, Outbound.Receipts {

        private final Duplex duplex;
        private final Inbound inbound;
        private final Outbound outbound;
        private final ClosingHandshake closing;

        Server(Duplex duplex) {
            this.duplex = duplex;
            MessageAssembler assembler =
                    new MessageAssembler(
                            this, WebSocketLimits.defaults(), new Overhead(timer, 1000), null);
            inbound = new Inbound(duplex, assembler, this::onHeard);
            outbound = new Outbound(duplex, timer, this, null);
            closing =
                    new ClosingHandshake(
                            duplex, inbound, outbound, timer, PATIENCE, () -> news.add("timeout"));
        }

        void does(Runnable something) {
            duplex.strand()
                    .execute(
                            () -> {
                                something.run();
                                write();
                            });
            client.duplex().rethrowFailures();
        }

        void queue(Opcode opcode, ByteBuffer payload) {
            outbound.add(Outgoing.ofOurOwn(opcode, payload));
        }

        private void onHeard() {
            closing.recvDiscarded();
        }

        private void read() {
            try {
                while (!closing.isComplete() && inbound.readOnce()) {
                    // Until there is no more.
                }
            } catch (WebSocketException violation) {
                news.add("violation " + violation.closeBody().code());
                closing.fail(violation.closeBody());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void write() {
            try {
                outbound.write(Outbound.Flush.NOW);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            closing.closeWhenThrough();
        }

        @Override
        public void onOpen() {
            onReadable();
        }

        @Override
        public void onReadable() {
            read();
            write();
        }

        @Override
        public void onWritable() {
            outbound.onWritable();
            write();
        }

        @Override
        public void onOverflow() {
            throw new AssertionError("memory does not overflow");
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            closing.connectionClosed();
        }

        @Override
        public void shutdown() {
            throw new AssertionError("nobody asks for it");
        }

        @Override
        public void onText(CharSequence data, Part part) {
            news.add("text");
        }

        @Override
        public void onBinary(ByteBuffer data, Part part) {
            news.add("binary");
        }

        @Override
        public void onPing(ByteBuffer data) {
            news.add("ping");
        }

        @Override
        public void onPong(ByteBuffer data) {
            news.add("pong");
        }

        @Override
        public void onClose(int code, String reason) {
            news.add("close " + code);
            closing.recvClose(code);
        }

        @Override
        public void onSent(Outgoing frame) {
            // What has arrived shows it.
        }

        @Override
        public void onFailed(Outgoing frame, IOException cause) {
            if (!frame.opcode().isControl()) {
                news.add("failed");
            }
        }
    }
}
