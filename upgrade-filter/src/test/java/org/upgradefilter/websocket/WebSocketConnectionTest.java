package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

/** Whole conversations with a scripted client, without a thread or a socket. */
class WebSocketConnectionTest {

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration SEND = Duration.ofMinutes(1);
    private static final long MANY = 1_000_000;

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedListener listener = new ScriptedListener();
    private final AgreedCompression compression =
            new AgreedCompression(null, CompressionMemory.SHARED);
    private ScriptedPeer client = new ScriptedPeer();
    private WebSocketLimits limits =
            WebSocketLimits.defaults()
                    .withMaxMessageBytes(100_000)
                    .withMaxOverheadFrames(1_000_000);
    private WebSocketTimeouts timeouts =
            WebSocketTimeouts.defaults().withIdle(IDLE).withSend(SEND).withClose(CLOSE);

    private WebSocketConnection connect() {
        WebSocketConnection.Settings settings = new WebSocketConnection.Settings(limits, timeouts);
        WebSocketConnection connection =
                client.duplex()
                        .connect(
                                duplex ->
                                        new WebSocketConnection(
                                                duplex,
                                                timer,
                                                settings,
                                                "",
                                                compression,
                                                listener));
        assertEquals(List.of("open"), listener.news());
        return connection;
    }

    /** Connects a listener that has asked for as much as there may be. */
    private WebSocket connected() {
        connect();
        listener.socket().request(MANY);
        return listener.socket();
    }

    private List<String> received() {
        return ServerFrames.read(client.received());
    }

    private static List<String> hello() {
        return List.of("text \"Hello\"");
    }

    @Nested
    class Receiving {

        @Test
        void nothingIsToldWithoutDemand() {
            connect();
            client.sends(ClientFrames.text("Hello"));
            assertEquals(List.of(), listener.news());
            listener.socket().request(1);
            assertEquals(hello(), listener.news());
        }

        @Test
        void eachUnitOfDemandIsOneEvent() {
            connect();
            client.sends(
                    ClientFrames.join(
                            ClientFrames.text("a"),
                            ClientFrames.text("b"),
                            ClientFrames.text("c")));
            listener.socket().request(2);
            assertEquals(List.of("text \"a\"", "text \"b\""), listener.news());
            listener.socket().request(1);
            assertEquals(List.of("text \"c\""), listener.news());
        }

        @Test
        void withoutDemandTheClientIsStopped() {
            connect();
            byte[] message = new byte[90_000];
            for (int i = 0; i < 10; i++) {
                client.sends(ClientFrames.binary(message));
            }
            assertTrue(client.unread() > 800_000, "unread: " + client.unread());
            listener.socket().request(MANY);
            assertEquals(0, client.unread());
        }

        @Test
        void withoutDemandPingsAreAnsweredUpToTheNextMessage() {
            connect();
            client.sends(ClientFrames.ping("one"));
            assertEquals(List.of("pong \"one\""), received());
            assertEquals(List.of(), listener.news());
        }

        @Test
        void messagesMayArriveByteByByte() {
            connected();
            client.sendsSlowly(
                    ClientFrames.join(
                            ClientFrames.textBegin("Hel"),
                            ClientFrames.ping("p"),
                            ClientFrames.continuationEnd("lo €")));
            assertEquals(
                    List.of(
                            "text \"H\"...",
                            "text \"e\"...",
                            "text \"l\"...",
                            "ping \"p\"",
                            "text \"l\"...",
                            "text \"o\"...",
                            "text \" \"...",
                            "text \"€\""),
                    listener.news());
            assertEquals(List.of("pong \"p\""), received());
        }

        @Test
        void aSecondEventWaitsUntilTheListenerHasReturned() {
            connected();
            client.duplex().holdWorkers();
            client.sends(ClientFrames.join(ClientFrames.text("a"), ClientFrames.text("b")));
            assertEquals(List.of(), listener.news());
            client.duplex().releaseWorkers();
            assertEquals(List.of("text \"a\"", "text \"b\""), listener.news());
        }

        @Test
        void theNextEventDoesNotWaitForTheStageOfTheLast() {
            connected();
            listener.answer = socket -> new CompletableFuture<Void>();
            client.sends(ClientFrames.join(ClientFrames.text("a"), ClientFrames.text("b")));
            assertEquals(List.of("text \"a\"", "text \"b\""), listener.news());
        }

        @Test
        void aBufferIsTheListenersUntilItsStageCompletes() {
            connected();
            listener.answer = socket -> new CompletableFuture<Void>();
            client.sends(
                    ClientFrames.join(
                            ClientFrames.binary((byte) 1, (byte) 2),
                            ClientFrames.binary((byte) 3)));
            client.sends(ClientFrames.binary((byte) 4, (byte) 5));
            assertEquals(List.of("0102", "03", "0405"), listener.keptPieces());
        }

        @Test
        void aPeerThatNeverPausesLetsOthersHaveTheirTurn() {
            connect();
            client.duplex().holdWorkers();
            byte[][] fragments = new byte[1000][];
            Arrays.fill(fragments, ClientFrames.continuation(""));
            fragments[0] = ClientFrames.textBegin("");
            client.sends(ClientFrames.join(fragments));
            client.sends(ClientFrames.ping("at last"));
            assertEquals(List.of(), received());
            client.duplex().releaseWorkers();
            assertEquals(List.of("pong \"at last\""), received());
        }

        @ParameterizedTest
        @CsvSource({
            "frame not masked,           81 05 48 65 6c 6c 6f,                1002",
            "reserved bit,               c1 80 00 00 00 00,                   1002",
            "reserved opcode,            83 80 00 00 00 00,                   1002",
            "continuation of nothing,    80 80 00 00 00 00,                   1002",
            "fragmented ping,            09 80 00 00 00 00,                   1002",
            "long ping,                  89 fe 00 7e 00 00 00 00,             1002",
            "length not minimal,         82 fe 00 7d 00 00 00 00,             1002",
            "half a close code,          88 81 00 00 00 00 03,                1002",
            "close code 1005,            88 82 00 00 00 00 03 ed,             1002",
            "text that is not UTF-8,     81 81 00 00 00 00 ff,                1007",
            "reason that is not UTF-8,   88 83 00 00 00 00 03 e8 ff,          1007",
            "message too big,            82 ff 00 00 00 00 10 00 00 00 00 00 00 00, 1009"
        })
        void aViolationFailsTheWebSocket(String why, String hex, int code) {
            connected();
            client.sends(ClientFrames.text("Hello"));
            client.sendsHex(hex);
            List<String> frames = received();
            assertEquals(1, frames.size(), why);
            assertTrue(frames.get(0).startsWith("close " + code + " "), why + ": " + frames);
            List<String> news = listener.news();
            assertEquals(hello(), news.subList(0, 1));
            assertTrue(news.get(1).startsWith("error "), why + ": " + news);
            assertEquals(2, news.size());
        }

        @Test
        void aFloodOfFramesThatSayNothingFailsTheWebSocket() {
            limits = limits.withMaxOverheadFrames(1_000);
            connected();
            for (int i = 0; i < 1_000; i++) {
                client.sends(ClientFrames.ping(""));
                client.received();
                listener.news();
            }
            client.sends(ClientFrames.ping(""));
            assertEquals(List.of("close 1008 \"too many frames that say nothing\""), received());
        }

        @Test
        void aViolationIsToldWithoutDemand() {
            connect();
            client.sendsHex("c1 80 00 00 00 00");
            assertEquals(List.of("error reserved bit"), listener.news());
        }
    }

    @Nested
    class Sending {

        @Test
        void messagesGoOutAsTheyAre() {
            WebSocket socket = connected();
            assertDone(socket.sendText("Hel", false));
            assertDone(socket.sendText("lo", true));
            assertDone(socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true));
            assertDone(socket.sendPing(ByteBuffer.wrap(new byte[] {'p'})));
            assertDone(socket.sendPong(ByteBuffer.wrap(new byte[] {'q'})));
            assertEquals(
                    List.of(
                            "text \"Hel\"...",
                            "continuation \"lo\"",
                            "binary 0102",
                            "ping \"p\"",
                            "pong \"q\""),
                    received());
        }

        @Test
        void aStageCompletesWhenTheMessageIsHandedOn() {
            WebSocket socket = connected();
            ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2});
            CompletableFuture<WebSocket> sent = socket.sendBinary(data, true);
            assertTrue(sent.isDone());
            assertEquals(socket, sent.join());
            assertFalse(data.hasRemaining());
        }

        @Test
        void whoeverWaitsForAStageNeedsNoWorker() throws Exception {
            WebSocket socket = connected();
            client.room(0);
            client.duplex().holdWorkers();
            CompletableFuture<WebSocket> sent = sentByAnother(socket);
            assertThrows(TimeoutException.class, () -> sent.get(1, TimeUnit.MILLISECONDS));
            client.unlimitedRoom();
            assertEquals(socket, sent.get(10, TimeUnit.SECONDS));
            client.duplex().releaseWorkers();
            assertEquals(socket, sent.join());
        }

        @Test
        void whoeverWaitsForAStageThatFailsNeedsNoWorker() throws Exception {
            WebSocket socket = connected();
            client.room(0);
            client.duplex().holdWorkers();
            CompletableFuture<WebSocket> sent = sentByAnother(socket);
            client.breaks(new IOException("reset"));
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> sent.get(10, TimeUnit.SECONDS));
            assertInstanceOf(IOException.class, failure.getCause());
        }

        @Test
        void whatDependsOnAStageWaitsForAWorker() throws Exception {
            WebSocket socket = connected();
            client.room(0);
            client.duplex().holdWorkers();
            CompletableFuture<Void> dependent = sentByAnother(socket).thenRun(() -> {});
            client.unlimitedRoom();
            assertFalse(dependent.isDone());
            client.duplex().releaseWorkers();
            assertTrue(dependent.isDone());
        }

        /** A message of another thread, which has gone. */
        private CompletableFuture<WebSocket> sentByAnother(WebSocket socket) throws Exception {
            FutureTask<CompletableFuture<WebSocket>> sending =
                    new FutureTask<>(() -> socket.sendBinary(ByteBuffer.allocate(100_000), true));
            Thread another = new Thread(sending);
            another.start();
            another.join();
            return sending.get();
        }

        @Test
        void aSecondMessageIsMisuseWhileTheFirstHasNoRoom() {
            WebSocket socket = connected();
            client.room(0);
            CompletableFuture<WebSocket> first =
                    socket.sendBinary(ByteBuffer.allocate(100_000), true);
            assertFalse(first.isDone());
            assertFailsWith(IllegalStateException.class, socket.sendText("too soon", true));
            client.unlimitedRoom();
            assertTrue(first.isDone());
            assertTrue(socket.sendText("now", true).isDone());
            assertEquals("text \"now\"", received().get(1));
        }

        @Test
        void aMessageIsWholeBeforeOneOfTheOtherKind() {
            WebSocket socket = connected();
            assertDone(socket.sendText("Hel", false));
            assertFailsWith(
                    IllegalStateException.class, socket.sendBinary(ByteBuffer.allocate(1), true));
            assertTrue(socket.sendText("lo", true).isDone());
            assertTrue(socket.sendBinary(ByteBuffer.allocate(1), true).isDone());
        }

        @Test
        void controlFramesGoBeforeWaitingDataButNotInsideAFrame() {
            WebSocket socket = connected();
            client.room(10);
            assertPending(socket.sendBinary(ByteBuffer.allocate(40_000), false));
            assertPending(socket.sendPing(ByteBuffer.wrap(new byte[] {'p'})));
            client.unlimitedRoom();
            List<String> frames = received();
            assertTrue(frames.get(0).startsWith("binary 00"));
            assertEquals("ping \"p\"", frames.get(1));
        }

        @Test
        void onlyTheNewestPongWaits() {
            connected();
            client.room(0);
            for (int i = 0; i < 20_000; i++) {
                client.sends(ClientFrames.ping("" + i));
            }
            client.unlimitedRoom();
            List<String> frames = received();
            assertEquals("pong \"19999\"", frames.get(frames.size() - 1));
            // What was in the buffer when the client stopped taking, and one more.
            assertTrue(frames.size() < 3_000, "pongs: " + frames.size());
        }

        @Test
        void oneBatchOfInputIsOneFlushOfOutput() {
            connected();
            List<Integer> arrived = new ArrayList<>();
            listener.answer =
                    socket -> {
                        arrived.add(client.received().length);
                        return socket.sendText("echo", true);
                    };
            client.sends(
                    ClientFrames.join(
                            ClientFrames.text("a"),
                            ClientFrames.text("b"),
                            ClientFrames.text("c")));
            assertEquals(List.of(0, 0, 0), arrived);
            assertEquals(3, received().size());
        }

        @Test
        void aSlowListenerDoesNotHoldUpWhatItHasSent() {
            connected();
            List<Integer> arrived = new ArrayList<>();
            listener.answer =
                    socket -> {
                        arrived.add(client.received().length);
                        timer.advance(Duration.ofMillis(10));
                        return socket.sendText("echo", true);
                    };
            client.sends(
                    ClientFrames.join(
                            ClientFrames.text("a"),
                            ClientFrames.text("b"),
                            ClientFrames.text("c")));
            assertEquals(List.of(0, 0, 12), arrived);
            assertEquals(1, received().size());
        }

        @ParameterizedTest
        @ValueSource(strings = {"\ud83d", "a\udc00b", "\ud83d\ud83d"})
        void halfASurrogatePairIsMisuse(String text) {
            WebSocket socket = connected();
            assertFailsWith(IllegalArgumentException.class, socket.sendText(text, true));
            assertTrue(socket.sendText("fine", true).isDone());
            assertEquals(List.of("text \"fine\""), received());
        }

        @Test
        void aLongControlFrameIsMisuse() {
            WebSocket socket = connected();
            assertFailsWith(
                    IllegalArgumentException.class, socket.sendPing(ByteBuffer.allocate(126)));
            assertFailsWith(
                    IllegalArgumentException.class, socket.sendPong(ByteBuffer.allocate(126)));
            assertTrue(socket.sendPing(ByteBuffer.allocate(125)).isDone());
        }

        @ParameterizedTest
        @ValueSource(longs = {0, -1, Long.MIN_VALUE})
        void demandIsPositive(long n) {
            WebSocket socket = connected();
            assertThrows(IllegalArgumentException.class, () -> socket.request(n));
        }
    }

    @Nested
    class Closing {

        @ParameterizedTest
        @CsvSource({"1000,bye", "1001,''", "3000,x", "4999,end"})
        void theClientsCloseIsAnsweredAfterTheListenerAndTheServerClosesFirst(
                int code, String reason) {
            connected();
            client.sends(ClientFrames.close(code, reason));
            assertEquals(List.of("close " + code + " \"" + reason + "\""), listener.news());
            assertEquals(List.of("close " + code + " \"\""), received());
            assertTrue(client.sawEnd());
            assertTrue(listener.socket().isInputClosed());
            assertTrue(listener.socket().isOutputClosed());
        }

        @Test
        void aCloseWithoutACodeIs1005AndAnsweredWithoutOne() {
            connected();
            client.sends(ClientFrames.close());
            assertEquals(List.of("close 1005 \"\""), listener.news());
            assertEquals(List.of("close"), received());
            assertTrue(client.sawEnd());
        }

        @Test
        void theAnswerWaitsForTheListenersStage() {
            connected();
            CompletableFuture<Void> handled = new CompletableFuture<>();
            listener.answer = socket -> handled;
            client.sends(ClientFrames.close(1000, ""));
            assertEquals(List.of(), received());
            assertTrue(listener.socket().isInputClosed());
            assertFalse(listener.socket().isOutputClosed());
            assertDone(listener.socket().sendText("last words", true));
            handled.complete(null);
            assertEquals(List.of("text \"last words\"", "close 1000 \"\""), received());
            assertTrue(client.sawEnd());
        }

        @Test
        void theCloseIsToldOnDemandOnly() {
            connect();
            client.sends(ClientFrames.close(1000, ""));
            assertEquals(List.of(), listener.news());
            assertEquals(List.of(), received());
            listener.socket().request(1);
            assertEquals(List.of("close 1000 \"\""), listener.news());
            assertEquals(List.of("close 1000 \"\""), received());
        }

        @Test
        void afterOurCloseTheServerClosesWhenTheClientHasAnswered() {
            WebSocket socket = connected();
            assertTrue(socket.sendClose(1000, "bye").isDone());
            assertEquals(List.of("close 1000 \"bye\""), received());
            assertFalse(client.sawEnd());
            client.sends(ClientFrames.text("still here"));
            assertEquals(List.of("text \"still here\""), listener.news());
            client.sends(ClientFrames.close(1000, ""));
            assertEquals(List.of("close 1000 \"\""), listener.news());
            assertTrue(client.sawEnd());
            assertEquals(List.of(), received());
        }

        @Test
        void aClientThatDoesNotAnswerIsCutOff() {
            WebSocket socket = connected();
            assertDone(socket.sendClose(1000, ""));
            timer.advance(CLOSE.minusMillis(1));
            assertFalse(client.sawEnd());
            timer.advance(Duration.ofMillis(1));
            client.received();
            assertTrue(client.sawEnd());
            assertEquals(
                    List.of("error the peer did not answer the Close in time"), listener.news());
            assertEquals(0, timer.pending());
        }

        @Test
        void theCloseFollowsWhatWasSentBefore() {
            WebSocket socket = connected();
            client.room(0);
            CompletableFuture<WebSocket> message =
                    socket.sendBinary(ByteBuffer.allocate(50_000), true);
            CompletableFuture<WebSocket> close = socket.sendClose(1000, "");
            assertFalse(message.isDone());
            assertFalse(close.isDone());
            client.unlimitedRoom();
            assertTrue(message.isDone());
            assertTrue(close.isDone());
            List<String> frames = received();
            assertTrue(frames.get(0).startsWith("binary"));
            assertEquals("close 1000 \"\"", frames.get(1));
        }

        @Test
        void nothingIsSentAfterAClose() {
            WebSocket socket = connected();
            assertDone(socket.sendClose(1000, ""));
            assertFailsWith(IOException.class, socket.sendText("late", true));
            assertFailsWith(IOException.class, socket.sendPing(ByteBuffer.allocate(0)));
            assertFailsWith(IOException.class, socket.sendClose(1000, ""));
            client.sends(ClientFrames.ping("late"));
            assertEquals(List.of("close 1000 \"\""), received());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, -1, 66536})
        void someCodesMayNotBeSent(int code) {
            WebSocket socket = connected();
            assertFailsWith(IllegalArgumentException.class, socket.sendClose(code, ""));
            assertFalse(socket.isOutputClosed());
        }

        @Test
        void aReasonHasAtMost123Bytes() {
            WebSocket socket = connected();
            assertFailsWith(IllegalArgumentException.class, socket.sendClose(1000, "é".repeat(62)));
            assertTrue(socket.sendClose(1000, "é".repeat(61) + "e").isDone());
        }

        @Test
        void anEndWithoutACloseIs1006() {
            connected();
            client.sends(ClientFrames.text("Hello"));
            client.finishes();
            assertEquals(List.of("text \"Hello\"", "close 1006 \"\""), listener.news());
            assertTrue(client.sawEnd());
            assertEquals(List.of(), received());
        }

        @Test
        void anEndWithinAFrameIs1006() {
            connected();
            client.sendsHex("81 85 00");
            client.finishes();
            assertEquals(List.of("close 1006 \"\""), listener.news());
        }

        @Test
        void aBrokenTransportIsAnError() {
            WebSocket socket = connected();
            client.room(0);
            CompletableFuture<WebSocket> sent =
                    socket.sendBinary(ByteBuffer.allocate(50_000), true);
            client.breaks(new IOException("reset"));
            assertEquals(List.of("error reset"), listener.news());
            assertFailsWith(IOException.class, sent);
            assertFailsWith(IOException.class, socket.sendText("late", true));
            assertEquals(0, timer.pending());
        }

        @Test
        void aTransportThatBreaksAfterTheClientsCloseIsNoError() {
            connected();
            listener.answer = socket -> new CompletableFuture<Void>();
            client.sends(ClientFrames.close(1000, ""));
            client.breaks(new IOException("reset"));
            assertEquals(List.of("close 1000 \"\""), listener.news());
        }

        @Test
        void anUndemandedCloseIsToldWhenTheTransportEnds() {
            connect();
            client.sends(ClientFrames.close(1000, "bye"));
            client.breaks(new IOException("reset"));
            assertEquals(List.of("close 1000 \"bye\""), listener.news());
        }

        @Test
        void abortTellsNobody() {
            WebSocket socket = connected();
            client.room(0);
            CompletableFuture<WebSocket> sent =
                    socket.sendBinary(ByteBuffer.allocate(50_000), true);
            socket.abort();
            assertTrue(client.sawEnd());
            assertFailsWith(IOException.class, sent);
            assertEquals(List.of(), listener.news());
            assertTrue(socket.isInputClosed());
            assertTrue(socket.isOutputClosed());
            assertEquals(0, timer.pending());
        }

        @Test
        void afterAViolationTheClientsCloseEndsIt() {
            connected();
            client.sendsHex("83 80 00 00 00 00");
            assertFalse(client.sawEnd());
            client.sends(ClientFrames.close(1002, ""));
            client.received();
            assertTrue(client.sawEnd());
        }

        /**
         * Half a code, one that may not be sent, a reason that is not UTF-8, one that is too long.
         */
        @ParameterizedTest
        @CsvSource({"00,1002", "03 E7,1002", "03 E8 80,1007", "LONG,1002"})
        void anIllegalCloseIsTheClientsLastFrameAllTheSame(String payload, int answer) {
            connected();
            byte[] close =
                    payload.equals("LONG")
                            ? ClientFrames.close(1000, "x".repeat(124))
                            : ClientFrames.frame(0x88, Hex.bytes(payload));
            client.sends(close);
            assertTrue(received().get(0).startsWith("close " + answer));
            assertTrue(client.sawEnd());
            assertEquals(0, timer.pending());
        }

        @Test
        void anIllegalCloseMayArriveByteByByte() {
            connected();
            client.sendsSlowly(ClientFrames.close(1000, "x".repeat(124)));
            assertTrue(received().get(0).startsWith("close 1002"));
            assertTrue(client.sawEnd());
        }

        @Test
        void aCloseOfWhichHalfHasArrivedWhenWeCloseIsSeen() {
            WebSocketConnection connection = connect();
            byte[] close = ClientFrames.close(1000, "bye");
            client.sends(Arrays.copyOf(close, close.length - 1));
            connection.shutdown();
            assertTrue(received().get(0).startsWith("close 1001"));
            assertFalse(client.sawEnd());
            client.sends(close[close.length - 1]);
            client.received();
            assertTrue(client.sawEnd());
        }

        @Test
        void afterAViolationInputIsThrownAwayForASecond() {
            connected();
            client.sendsHex("82 ff 00 00 00 00 10 00 00 00 00 00 00 00");
            client.sends(ByteBuffer.allocate(500_000));
            assertEquals(0, client.unread());
            timer.advance(Duration.ofSeconds(1));
            assertTrue(received().get(0).startsWith("close 1009"));
            assertTrue(client.sawEnd());
            assertEquals(0, timer.pending());
        }

        @Test
        void aListenerThatThrowsIs1011() {
            connected();
            listener.answer =
                    socket -> {
                        throw new IllegalStateException("boom");
                    };
            client.sends(ClientFrames.text("Hello"));
            assertEquals(List.of("text \"Hello\"", "error boom"), listener.news());
            assertEquals(List.of("close 1011 \"the server failed\""), received());
        }

        @Test
        void aListenersStageThatFailsIs1011() {
            connected();
            listener.answer =
                    socket -> CompletableFuture.failedFuture(new IllegalStateException("boom"));
            client.sends(ClientFrames.text("Hello"));
            assertEquals(List.of("text \"Hello\"", "error boom"), listener.news());
            assertEquals(List.of("close 1011 \"the server failed\""), received());
        }

        @Test
        void aStageThatFailsWhileTheNextCallIsDueIsOneErrorAndTheLastCall() {
            connected();
            listener.answer =
                    socket -> CompletableFuture.failedFuture(new IllegalStateException("boom"));
            client.sends(
                    ClientFrames.join(
                            ClientFrames.text("a"),
                            ClientFrames.text("b"),
                            ClientFrames.text("c")));
            List<String> news = listener.news();
            assertEquals("error boom", news.get(news.size() - 1));
            assertEquals(1, news.stream().filter(event -> event.startsWith("error")).count());
        }

        @Test
        void theCloseIsAnsweredAfterTheStageOfOnCloseAndNoOther() {
            connected();
            CompletableFuture<Void> early = new CompletableFuture<>();
            CompletableFuture<Void> closing = new CompletableFuture<>();
            listener.answer = socket -> early;
            client.sends(ClientFrames.text("a"));
            listener.answer = socket -> closing;
            client.sends(ClientFrames.close(1000, ""));
            early.complete(null);
            assertEquals(List.of(), received());
            assertFalse(listener.socket().isOutputClosed());
            closing.complete(null);
            assertEquals(List.of("close 1000 \"\""), received());
        }

        @Test
        void theEndOfTheStreamIsSeenAfterAnUndemandedClose() {
            connect();
            client.sends(ClientFrames.close(1000, "bye"));
            assertEquals(List.of(), listener.news());
            client.finishes();
            assertEquals(List.of("close 1000 \"bye\""), listener.news());
            assertEquals(List.of("close 1000 \"\""), received());
            assertTrue(client.sawEnd());
        }

        @Test
        void aListenerThatThrowsInOnCloseStillAnswers() {
            connected();
            listener.answer =
                    socket -> {
                        throw new IllegalStateException("boom");
                    };
            client.sends(ClientFrames.close(1000, ""));
            assertEquals(List.of("close 1000 \"\""), listener.news());
            assertEquals(List.of("close 1011 \"the server failed\""), received());
            assertTrue(client.sawEnd());
        }
    }

    @Nested
    class UnfinishedMessages {

        private static final Duration MESSAGE = Duration.ofMinutes(5);
        private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

        @Test
        void aMessageThatComesByteByByteFailsWhenItTakesTooLong() {
            connected();
            byte[] message = ClientFrames.binary(new byte[90_000]);
            client.sends(ByteBuffer.wrap(message, 0, 80_000));
            timer.advance(TWO_MINUTES);
            client.sends(ByteBuffer.wrap(message, 80_000, 1));
            timer.advance(TWO_MINUTES);
            client.sends(ByteBuffer.wrap(message, 80_001, 1));
            listener.news();
            client.received();
            timer.advance(Duration.ofMinutes(1).minusMillis(1));
            assertEquals(List.of(), received());
            timer.advance(Duration.ofMillis(1));
            assertEquals(List.of("close 1008 \"message that took too long to come\""), received());
            assertEquals(List.of("error message that took too long to come"), listener.news());
        }

        @Test
        void fragmentsAndPingsDoNotProlongIt() {
            connected();
            client.sends(ClientFrames.textBegin("a"));
            for (int minute = 1; minute < 5; minute++) {
                timer.advance(Duration.ofMinutes(1));
                client.sends(
                        ClientFrames.join(ClientFrames.ping(""), ClientFrames.continuation("b")));
            }
            client.received();
            timer.advance(Duration.ofMinutes(1));
            assertEquals(List.of("close 1008 \"message that took too long to come\""), received());
        }

        @Test
        void eachMessageHasItsTime() {
            connected();
            for (int i = 0; i < 5; i++) {
                client.sends(ClientFrames.textBegin("a"));
                timer.advance(MESSAGE.minusMillis(1));
                client.sends(ClientFrames.continuationEnd("b"));
            }
            assertFalse(received().toString().contains("close"));
            timer.advance(TWO_MINUTES);
            assertFalse(received().toString().contains("close"));
        }

        @Test
        void whatTheListenerDoesNotAskForDoesNotCount() {
            connect();
            listener.socket().request(1);
            client.sends(ClientFrames.textBegin("a"));
            timer.advance(MESSAGE);
            client.sends(ClientFrames.continuationEnd("b"));
            timer.advance(MESSAGE);
            assertEquals(List.of("text \"a\"..."), listener.news());
            listener.socket().request(1);
            assertEquals(List.of("text \"b\""), listener.news());
        }

        @Test
        void aWholeMessageCostsNoTimer() {
            connected();
            int before = timer.pending();
            client.sends(ClientFrames.text("whole"));
            assertEquals(before, timer.pending());
        }

        @Test
        void afterOurCloseOnlyTheCloseIsWaitedFor() {
            WebSocketConnection connection = connect();
            listener.socket().request(MANY);
            client.sends(ClientFrames.textBegin("a"));
            timer.advance(MESSAGE.minusMillis(1));
            connection.shutdown();
            client.received();
            timer.advance(CLOSE.minusMillis(1));
            assertEquals(List.of(), received());
            assertFalse(client.sawEnd());
        }
    }

    @Nested
    class GoingAway {

        @Test
        void shutdownIs1001ForBothAndEndsWhenTheClientAnswers() {
            WebSocketConnection connection = connect();
            connection.shutdown();
            assertEquals(List.of("close 1001 \"the server is going away\""), received());
            assertEquals(List.of("close 1001 \"the server is going away\""), listener.news());
            client.sends(
                    ClientFrames.join(ClientFrames.text("late"), ClientFrames.close(1001, "")));
            client.received();
            assertTrue(client.sawEnd());
            assertEquals(List.of(), listener.news());
        }

        @Test
        void shutdownDoesNotWaitForEver() {
            WebSocketConnection connection = connect();
            connection.shutdown();
            timer.advance(CLOSE);
            client.received();
            assertTrue(client.sawEnd());
        }

        @Test
        void shutdownTwiceIsOnce() {
            WebSocketConnection connection = connect();
            connection.shutdown();
            connection.shutdown();
            assertEquals(1, received().size());
            assertEquals(1, listener.news().size());
        }

        @Test
        void aMessageThatHasNotBegunMakesWay() {
            WebSocketConnection connection = connect();
            client.room(0);
            CompletableFuture<WebSocket> begun =
                    listener.socket().sendBinary(ByteBuffer.allocate(50_000), true);
            connection.shutdown();
            client.unlimitedRoom();
            List<String> frames = received();
            assertTrue(frames.get(0).startsWith("binary"));
            assertTrue(frames.get(1).startsWith("close 1001"));
            assertTrue(begun.isDone());
        }
    }

    @Nested
    class Silence {

        @Test
        void aQuietPeerIsPingedAndThenGivenUp() {
            connected();
            timer.advance(IDLE.dividedBy(2).plusSeconds(1));
            assertEquals(List.of("ping \"\""), received());
            timer.advance(IDLE.dividedBy(2).plusSeconds(1));
            assertEquals(List.of("error the peer was silent for too long"), listener.news());
            assertTrue(client.sawEnd());
            assertEquals(0, timer.pending());
        }

        @Test
        void aPeerThatAnswersIsKept() {
            connected();
            for (int i = 0; i < 20; i++) {
                timer.advance(IDLE.dividedBy(2).plusSeconds(1));
                client.sends(ClientFrames.pong(""));
            }
            assertFalse(client.sawEnd());
        }

        @Test
        void aPeerThatTakesNothingIsGivenUpEvenIfItIsNotListenedTo() {
            connect();
            client.sends(ClientFrames.text("Hello"));
            client.room(0);
            assertPending(listener.socket().sendBinary(ByteBuffer.allocate(50_000), true));
            timer.advance(SEND.minusMillis(1));
            assertFalse(client.duplex().isClosed());
            timer.advance(Duration.ofMillis(1));
            assertTrue(client.duplex().isClosed());
            assertEquals(
                    List.of("error the peer took nothing of what was sent for too long"),
                    listener.news());
            assertEquals(0, timer.pending());
        }

        @Test
        void aSlowPeerIsKeptAsLongAsItTakesSomething() {
            connected();
            client.room(0);
            CompletableFuture<WebSocket> sent =
                    listener.socket().sendBinary(ByteBuffer.allocate(50_000), true);
            for (int i = 0; i < 20; i++) {
                timer.advance(SEND.minusSeconds(1));
                client.sends(ClientFrames.pong(""));
                client.room(100);
            }
            assertFalse(client.duplex().isClosed());
            assertPending(sent);
            timer.advance(SEND.multipliedBy(2));
            assertTrue(client.duplex().isClosed());
        }

        @Test
        void aPeerThatHasTakenEverythingIsWaitedForNoLonger() {
            connected();
            client.room(0);
            CompletableFuture<WebSocket> sent =
                    listener.socket().sendBinary(ByteBuffer.allocate(50_000), true);
            client.room(100_000);
            assertDone(sent);
            timer.advance(SEND.multipliedBy(2));
            assertFalse(client.duplex().isClosed());
        }

        @Test
        void pingsAreSentAsOftenAsAskedFor() {
            timeouts = timeouts.withPingInterval(Duration.ofSeconds(20));
            connected();
            timer.advance(Duration.ofSeconds(60));
            assertEquals(List.of("ping \"\"", "ping \"\"", "ping \"\""), received());
            client.sends(ClientFrames.pong(""));
            timer.advance(Duration.ofSeconds(20));
            assertEquals(List.of(), received());
            timer.advance(IDLE);
            assertEquals(14, received().size());
            assertEquals(
                    List.of("pong \"\"", "error the peer was silent for too long"),
                    listener.news());
            assertTrue(client.sawEnd());
        }

        @Test
        void noPingsAreSentIfNoneAreWanted() {
            timeouts = timeouts.withPingInterval(Duration.ZERO);
            connected();
            timer.advance(IDLE.plusSeconds(1));
            assertEquals(List.of(), received());
            assertTrue(client.sawEnd());
        }

        @Test
        void pingsDoNotPileUpWhereNothingIsTaken() {
            timeouts = timeouts.withPingInterval(Duration.ofSeconds(1));
            connected();
            client.room(0);
            assertPending(listener.socket().sendBinary(ByteBuffer.allocate(50_000), true));
            timer.advance(SEND.minusSeconds(1));
            client.room(100_000);
            assertEquals(1, received().size());
        }

        @Test
        void aPeerThatIsNotListenedToIsKept() {
            connect();
            client.sends(ClientFrames.text("Hello"));
            timer.advance(IDLE.multipliedBy(3));
            assertFalse(client.sawEnd());
            listener.socket().request(1);
            assertEquals(hello(), listener.news());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anEchoOverAnUnreliablyReadyDuplexIsExact(long seed) {
        client = new ScriptedPeer(1000);
        client.duplex().random(seed);
        connected();
        listener.answer = socket -> null;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String message = ("message " + i + " €").repeat(1 + i * 7);
            client.sends(ClientFrames.text(message));
            assertTrue(listener.socket().sendText(message, true).isDone());
            expected.add("text \"" + message + "\"");
        }
        assertEquals(expected, received());
    }

    private static void assertDone(CompletableFuture<WebSocket> stage) {
        assertTrue(stage.isDone());
        assertFalse(stage.isCompletedExceptionally());
    }

    private static void assertPending(CompletableFuture<WebSocket> stage) {
        assertFalse(stage.isDone());
    }

    private static void assertFailsWith(
            Class<? extends Throwable> type, CompletableFuture<WebSocket> stage) {
        CompletionException failure = assertThrows(CompletionException.class, stage::join);
        assertInstanceOf(type, failure.getCause());
    }
}
