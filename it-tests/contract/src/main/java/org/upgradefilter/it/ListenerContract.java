package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the documentation of {@link WebSocket} and {@link WebSocket.Listener} promises holds for the
 * server's end too, in a running server.
 */
public abstract class ListenerContract extends ContainerContract {

    private static final Duration STALLED = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ListenerApplication application = new ListenerApplication(adapter());

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    // What the listener is told.

    @Test
    void open_comes_first_then_every_message_in_order() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            byte[][] frames = new byte[1000][];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = ClientFrames.text("m" + i);
            }
            connection.send(ClientFrames.join(frames));
            assertEquals("open", recorder.next());
            for (int i = 0; i < frames.length; i++) {
                assertEquals("text m" + i, recorder.next());
            }
            connection.send(ClientFrames.join(ClientFrames.ping("p"), ClientFrames.binary()));
            assertEquals("ping p", recorder.next());
            assertEquals("binary 0", recorder.next());
        }
    }

    @Test
    void early_message_comes_after_open() throws Exception {
        Recorder recorder = new Recorder(1);
        application.listeners().add(recorder);
        try (RawConnection connection = connect()) {
            connection.send(
                    ClientFrames.join(
                            RawRequest.webSocket(ListenerApplication.PATIENT).bytes(),
                            ClientFrames.text("early")));
            assertEquals("open", recorder.next());
            assertEquals("text early", recorder.next());
            assertEquals(101, connection.response().status());
        }
    }

    @Test
    void listener_is_told_no_more_than_it_asks_for() throws Exception {
        Recorder recorder = new Recorder(2);
        try (RawConnection connection = open(recorder)) {
            connection.send(
                    ClientFrames.join(
                            ClientFrames.text("1"),
                            ClientFrames.text("2"),
                            ClientFrames.text("3"),
                            ClientFrames.ping("4"),
                            ClientFrames.close(1000, "5")));
            assertEquals("open", recorder.next());
            assertEquals("text 1", recorder.next());
            assertEquals("text 2", recorder.next());
            assertTrue(recorder.isQuiet());
            recorder.socket().request(1);
            assertEquals("text 3", recorder.next());
            assertTrue(recorder.isQuiet());
            recorder.socket().request(2);
            assertEquals("ping 4", recorder.next());
            assertEquals("close 1000 5", recorder.next());
        }
    }

    @Test
    void ping_is_answered_though_nobody_asks() throws Exception {
        Recorder recorder = new Recorder(0);
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.ping("anybody there?"));
            assertEquals("anybody there?", connection.frame().text());
        }
    }

    @Test
    void listener_may_keep_what_it_is_lent_until_its_stage_completes() throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        Inbox<String> told = new Inbox<>();
        CompletableFuture<Void> never = new CompletableFuture<>();
        application
                .listeners()
                .add(
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onBinary(
                                    WebSocket socket, ByteBuffer data, boolean last) {
                                kept.add(data);
                                socket.request(1);
                                told.add("binary");
                                return never;
                            }
                        });
        try (RawConnection connection = connect()) {
            connection.open(RawRequest.webSocket(ListenerApplication.PATIENT));
            for (int i = 0; i < 50; i++) {
                connection.send(
                        ClientFrames.binary(
                                ("piece " + i).repeat(100).getBytes(StandardCharsets.UTF_8)));
                told.next();
            }
            int i = 0;
            StringBuilder expected = new StringBuilder();
            StringBuilder actual = new StringBuilder();
            for (ByteBuffer piece : kept) {
                expected.append(("piece " + i).repeat(100));
                actual.append(StandardCharsets.UTF_8.decode(piece));
                i++;
            }
            assertEquals(expected.toString(), actual.toString());
        }
    }

    @Test
    void close_is_told_with_code_and_reason_and_then_nothing() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            connection.send(
                    ClientFrames.join(
                            ClientFrames.close(4001, "enough"), ClientFrames.text("or not")));
            assertEquals("open", recorder.next());
            assertEquals("close 4001 enough", recorder.next());
            assertEquals(4001, connection.closeFrame().closeCode());
            connection.awaitEnd();
            assertTrue(recorder.isQuiet());
            assertTrue(recorder.socket().isInputClosed());
            assertTrue(recorder.socket().isOutputClosed());
        }
    }

    @Test
    void close_without_code_is_told_as_1005() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.close());
            assertEquals("open", recorder.next());
            assertEquals("close 1005 ", recorder.next());
        }
    }

    @Test
    void close_is_answered_when_the_listener_has_done_with_it() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Recorder recorder =
                new Recorder(Recorder.ALL) {
                    @Override
                    CompletionStage<?> onEvent(String event, WebSocket from) {
                        return event.equals("close") ? done : null;
                    }
                };
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.close(1000, ""));
            assertEquals("open", recorder.next());
            assertEquals("close 1000 ", recorder.next());
            assertThrows(SocketTimeoutException.class, () -> connection.patience(200).frame());
            recorder.socket().sendText("one last word", true).get(20, TimeUnit.SECONDS);
            done.complete(null);
            assertEquals("one last word", connection.patience(10_000).frame().text());
            assertEquals(1000, connection.frame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void end_without_a_close_is_told_as_1006() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.text("so far"));
            connection.finishOutput();
            assertEquals("open", recorder.next());
            assertEquals("text so far", recorder.next());
            assertEquals("close 1006 ", recorder.next());
            connection.awaitEnd();
        }
    }

    @Test
    void reset_is_told_once() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        open(recorder).reset();
        assertEquals("open", recorder.next());
        String end = recorder.next();
        assertTrue(end.startsWith("error ") || end.startsWith("close 1006"), end);
        assertTrue(recorder.isQuiet());
    }

    @Test
    void violation_is_told_as_an_error() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.frame(0x83));
            assertEquals("open", recorder.next());
            assertTrue(recorder.next().startsWith("error WebSocketException"));
            assertEquals(1002, connection.closeFrame().closeCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "text", "binary", "ping", "pong"})
    void listener_that_throws_ends_the_connection_with_1011(String failing) throws Exception {
        Recorder recorder =
                new Recorder(Recorder.ALL) {
                    @Override
                    CompletionStage<?> onEvent(String event, WebSocket from) {
                        if (event.equals(failing)) {
                            throw new IllegalArgumentException("cannot cope with " + event);
                        }
                        return null;
                    }
                };
        try (CapturedLog log = CapturedLog.begin();
                RawConnection connection = open(recorder)) {
            connection.send(
                    ClientFrames.join(
                            ClientFrames.text("t"),
                            ClientFrames.binary((byte) 1),
                            ClientFrames.ping("p"),
                            ClientFrames.frame(ClientFrames.FIN | Frame.PONG)));
            String event = recorder.next();
            while (!event.startsWith(failing)) {
                event = recorder.next();
            }
            String error = recorder.next();
            assertTrue(error.contains("cannot cope with " + failing), error);
            assertEquals(1011, connection.closeFrame().closeCode());
            connection.finishOutput();
            connection.awaitEnd();
            assertTrue(recorder.isQuiet());
            assertTrue(log.text().contains("cannot cope with " + failing), log.text());
        }
    }

    @Test
    void stage_that_fails_ends_the_connection_with_1011() throws Exception {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        Recorder recorder =
                new Recorder(Recorder.ALL) {
                    @Override
                    CompletionStage<?> onEvent(String event, WebSocket from) {
                        return event.equals("text") ? stage : null;
                    }
                };
        try (CapturedLog log = CapturedLog.begin();
                RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.text("t"));
            assertEquals("open", recorder.next());
            assertEquals("text t", recorder.next());
            stage.completeExceptionally(new IllegalArgumentException("too late"));
            assertTrue(recorder.next().contains("too late"));
            assertEquals(1011, connection.closeFrame().closeCode());
            assertTrue(log.text().contains("too late"), log.text());
        }
    }

    @Test
    void listener_is_called_under_the_loader_of_the_application() throws Exception {
        Inbox<ClassLoader> loaders = new Inbox<>();
        Recorder recorder =
                new Recorder(Recorder.ALL) {
                    @Override
                    CompletionStage<?> onEvent(String event, WebSocket from) {
                        ClassLoader loader = Thread.currentThread().getContextClassLoader();
                        loaders.add(loader == null ? ClassLoader.getPlatformClassLoader() : loader);
                        return null;
                    }
                };
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.text("t"));
            connection.send(ClientFrames.close(1000, ""));
            for (int i = 0; i < 3; i++) {
                assertSame(
                        Recorder.class,
                        Class.forName(Recorder.class.getName(), false, loaders.next()));
            }
        }
    }

    @Test
    void listener_that_blocks_holds_up_no_other() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        List<RawConnection> blocked = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Recorder recorder =
                        new Recorder(Recorder.ALL) {
                            @Override
                            CompletionStage<?> onEvent(String event, WebSocket from) {
                                try {
                                    released.await(20, TimeUnit.SECONDS);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                return null;
                            }
                        };
                blocked.add(open(recorder));
                assertEquals("open", recorder.next());
            }
            Recorder free = new Recorder(Recorder.ALL);
            try (RawConnection connection = open(free)) {
                connection.send(ClientFrames.text("hello"));
                assertEquals("open", free.next());
                assertEquals("text hello", free.next());
            }
        } finally {
            released.countDown();
            for (RawConnection connection : blocked) {
                connection.close();
            }
        }
    }

    // Back-pressure.

    @Test
    void listener_that_stops_asking_stops_the_peer() throws Exception {
        byte[] message = ClientFrames.binary(new byte[65_536]);
        int messages = 1024;
        Counter counter = new Counter();
        application.listeners().add(counter);
        try (StubbornWriter connection =
                StubbornWriter.open(plainServer(), ListenerApplication.PATIENT)) {
            int begun = 0;
            ByteBuffer stuck = ByteBuffer.allocate(0);
            while (begun < messages && !stuck.hasRemaining()) {
                stuck = ByteBuffer.wrap(message);
                connection.write(stuck, STALLED);
                begun++;
            }
            long taken = connection.written();
            assertTrue(taken < 8L << 20, () -> taken + " bytes were taken, though nobody asks");
            assertEquals(0, counter.bytes);

            counter.socket.get(20, TimeUnit.SECONDS).request(Long.MAX_VALUE);
            assertTrue(connection.write(stuck, PATIENCE));
            for (int i = begun; i < messages; i++) {
                assertTrue(connection.write(ByteBuffer.wrap(message), PATIENCE));
            }
            connection.write(ByteBuffer.wrap(ClientFrames.close(1000, "")), PATIENCE);
            assertEquals(64L << 20, counter.closed.get(20, TimeUnit.SECONDS));
        }
    }

    /** Counts, and asks for nothing. */
    private static final class Counter implements WebSocket.Listener {

        final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
        final CompletableFuture<Long> closed = new CompletableFuture<>();
        volatile long bytes;

        @Override
        public void onOpen(WebSocket opened) {
            socket.complete(opened);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one call at a time
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(bytes);
            return null;
        }
    }

    @Test
    void stage_of_a_send_waits_for_a_peer_that_does_not_read() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        ByteBuffer large = ByteBuffer.allocate(32 << 20);
        try (RawConnection connection = open(recorder)) {
            WebSocket socket = recorder.socket();
            CompletableFuture<WebSocket> sent = socket.sendBinary(large, true);
            assertInstanceOf(IllegalStateException.class, failure(socket.sendText("x", true)));
            assertInstanceOf(
                    IllegalStateException.class,
                    failure(socket.sendBinary(ByteBuffer.allocate(1), true)));
            assertFalse(sent.isDone());
            // Control frames need not wait for their turn among messages, but not within a frame.
            CompletableFuture<WebSocket> ping = socket.sendPing(ByteBuffer.allocate(0));
            assertEquals(32 << 20, ((ByteBuffer) connection.message().content()).remaining());
            sent.get(20, TimeUnit.SECONDS);
            ping.get(20, TimeUnit.SECONDS);
            socket.sendText("x", true).get(20, TimeUnit.SECONDS);
            assertEquals(Message.text("x"), connection.message());
        }
    }

    // What the application may send.

    @Test
    void pieces_make_one_message() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            WebSocket socket = recorder.socket();
            socket.sendText("one ", false).get(20, TimeUnit.SECONDS);
            assertInstanceOf(
                    IllegalStateException.class,
                    failure(socket.sendBinary(ByteBuffer.allocate(1), true)));
            socket.sendPing(ByteBuffer.wrap(new byte[] {'p'})).get(20, TimeUnit.SECONDS);
            socket.sendText("", false).get(20, TimeUnit.SECONDS);
            socket.sendText("two", true).get(20, TimeUnit.SECONDS);
            assertEquals("one ", connection.frame().text());
            assertEquals(Frame.PING, connection.frame().opcode());
            assertFalse(connection.frame().isFinal());
            Frame last = connection.frame();
            assertEquals(Frame.CONTINUATION, last.opcode());
            assertTrue(last.isFinal());
            socket.sendPong(ByteBuffer.allocate(125)).get(20, TimeUnit.SECONDS);
            assertEquals(125, connection.frame().payload().length);
        }
    }

    @Test
    void pong_is_told() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            byte[] content = "are you there?".getBytes(StandardCharsets.UTF_8);
            recorder.socket().sendPing(ByteBuffer.wrap(content)).get(20, TimeUnit.SECONDS);
            assertEquals("are you there?", connection.frame().text());
            connection.send(ClientFrames.frame(ClientFrames.FIN | Frame.PONG, content));
            assertEquals("open", recorder.next());
            assertEquals("pong are you there?", recorder.next());
        }
    }

    @Test
    void arguments_are_checked() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            WebSocket socket = recorder.socket();
            assertThrows(IllegalArgumentException.class, () -> socket.request(0));
            assertThrows(IllegalArgumentException.class, () -> socket.request(-1));
            for (CompletableFuture<WebSocket> sent :
                    List.of(
                            socket.sendPing(ByteBuffer.allocate(126)),
                            socket.sendPong(ByteBuffer.allocate(126)),
                            socket.sendText("half a pair \ud83d", true),
                            socket.sendClose(999, ""),
                            socket.sendClose(1004, ""),
                            socket.sendClose(1005, "with a reason"),
                            socket.sendClose(1006, ""),
                            socket.sendClose(1015, ""),
                            socket.sendClose(2000, ""),
                            socket.sendClose(5000, ""),
                            socket.sendClose(1000, "r".repeat(124)),
                            socket.sendClose(1000, "\u20ac".repeat(42)))) {
                assertInstanceOf(IllegalArgumentException.class, failure(sent));
            }
            assertFalse(socket.isOutputClosed());
            socket.sendText("nothing of it did harm", true).get(20, TimeUnit.SECONDS);
            assertEquals(Message.text("nothing of it did harm"), connection.message());
        }
    }

    @Test
    void close_of_the_server_is_answered_and_nothing_can_be_sent_after_it() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            WebSocket socket = recorder.socket();
            socket.sendClose(4000, "bye").get(20, TimeUnit.SECONDS);
            assertTrue(socket.isOutputClosed());
            assertFalse(socket.isInputClosed());
            assertAllSendsFail(socket);
            assertEquals(4000, connection.frame().closeCode());
            connection.send(ClientFrames.text("meanwhile"));
            connection.send(ClientFrames.close(4000, "bye"));
            assertEquals("open", recorder.next());
            assertEquals("text meanwhile", recorder.next());
            assertEquals("close 4000 bye", recorder.next());
            connection.awaitEnd();
        }
    }

    @Test
    void nothing_can_be_sent_to_a_peer_that_has_gone() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            connection.send(ClientFrames.close(1000, ""));
            connection.closeFrame();
            connection.awaitEnd();
            assertAllSendsFail(recorder.socket());
        }
    }

    @Test
    void abort_ends_the_connection_without_a_word() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            WebSocket socket = recorder.socket();
            socket.abort();
            connection.awaitEnd();
            assertTrue(socket.isInputClosed());
            assertTrue(socket.isOutputClosed());
            assertAllSendsFail(socket);
            socket.abort();
            assertEquals("open", recorder.next());
            assertTrue(recorder.isQuiet());
        }
    }

    @Test
    void stages_fail_when_the_connection_does() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        CompletableFuture<WebSocket> sent;
        try (RawConnection connection = open(recorder)) {
            sent = recorder.socket().sendBinary(ByteBuffer.allocate(32 << 20), true);
            connection.reset();
        }
        assertInstanceOf(IOException.class, failure(sent));
    }

    @Test
    void socket_knows_its_subprotocol() throws Exception {
        Recorder with = new Recorder(Recorder.ALL);
        application.listeners().add(with);
        try (RawConnection connection = connect()) {
            connection.open(
                    RawRequest.webSocket(ListenerApplication.PATIENT)
                            .with("Sec-WebSocket-Protocol", "chat.v1"));
            assertEquals("chat.v1", with.socket().getSubprotocol());
        }
        Recorder without = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(without)) {
            assertEquals("", without.socket().getSubprotocol());
            connection.send(ClientFrames.close());
        }
    }

    // Time limits.

    @Test
    void silent_peer_is_pinged_and_then_dropped() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = openImpatient(recorder)) {
            assertEquals(Frame.PING, connection.frame().opcode());
            connection.awaitEndOfAnything();
            assertEquals("open", recorder.next());
            assertTrue(recorder.next().startsWith("error IOException"));
        }
    }

    @Test
    void peer_that_answers_pings_is_kept() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = openImpatient(recorder)) {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < 3 * ListenerApplication.IDLE_TIMEOUT.toNanos()) {
                assertEquals(Frame.PING, connection.frame().opcode());
                connection.send(ClientFrames.frame(ClientFrames.FIN | Frame.PONG));
            }
            connection.send(ClientFrames.close(1000, ""));
            assertEquals(1000, connection.closeFrame().closeCode());
        }
    }

    @Test
    void peer_that_does_not_answer_a_close_is_dropped() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = openImpatient(recorder)) {
            recorder.socket().sendClose(1000, "").get(20, TimeUnit.SECONDS);
            assertEquals(1000, connection.closeFrame().closeCode());
            connection.awaitEnd();
            assertEquals("open", recorder.next());
            assertTrue(recorder.next().startsWith("error IOException"));
        }
    }

    @Test
    void peer_that_talks_but_does_not_answer_a_close_is_dropped() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        byte[] talk = ClientFrames.text("bla");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (RawConnection connection = openImpatient(recorder)) {
            recorder.socket().sendClose(1000, "").get(20, TimeUnit.SECONDS);
            assertThrows(
                    IOException.class,
                    () -> {
                        while (System.nanoTime() < deadline) {
                            connection.send(talk);
                        }
                    });
        }
    }

    private static void assertAllSendsFail(WebSocket socket) throws InterruptedException {
        for (CompletableFuture<WebSocket> sent :
                List.of(
                        socket.sendText("x", true),
                        socket.sendBinary(ByteBuffer.allocate(1), true),
                        socket.sendPing(ByteBuffer.allocate(0)),
                        socket.sendPong(ByteBuffer.allocate(0)),
                        socket.sendClose(1000, ""))) {
            assertInstanceOf(IOException.class, failure(sent));
        }
    }

    private static Throwable failure(CompletableFuture<?> stage) throws InterruptedException {
        return assertThrows(ExecutionException.class, () -> stage.get(20, TimeUnit.SECONDS))
                .getCause();
    }

    private RawConnection open(WebSocket.Listener listener) throws IOException {
        application.listeners().add(listener);
        return RawConnection.webSocket(server(), ListenerApplication.PATIENT);
    }

    private RawConnection openImpatient(WebSocket.Listener listener) throws IOException {
        application.listeners().add(listener);
        return RawConnection.webSocket(server(), ListenerApplication.IMPATIENT);
    }
}
