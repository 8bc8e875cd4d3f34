package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.SendQueue.Overflow;

@Timeout(60)
class SendQueueTest {

    private final ManualWebSocket socket = new ManualWebSocket();

    private SendQueue queue(long maxQueuedBytes, Overflow overflow) {
        return new SendQueue(socket, maxQueuedBytes, overflow);
    }

    /** A queue of 10 bytes behind one message that is being sent. */
    private SendQueue busy(Overflow overflow) {
        SendQueue queue = queue(10, overflow);
        queue.sendText("first");
        assertEquals(List.of("text first"), socket.asked());
        return queue;
    }

    /** Lets everything go out that waits. */
    private List<String> rest() {
        List<String> rest = new ArrayList<>();
        while (socket.isSending()) {
            socket.completes();
            rest.addAll(socket.asked());
        }
        return rest;
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void hasRoom(long maxQueuedBytes) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> queue(maxQueuedBytes, Overflow.CLOSE));
        assertEquals("maxQueuedBytes must be positive: " + maxQueuedBytes, e.getMessage());
    }

    @Nested
    class InOrder {

        @Test
        void theFirstMessageIsSentAtOnceAndWhole() {
            queue(10, Overflow.CLOSE).sendText("first");
            assertEquals(List.of("text first"), socket.asked());
        }

        @Test
        void theNextIsSentWhenTheLastHasGoneOut() {
            SendQueue queue = queue(100, Overflow.CLOSE);
            queue.sendText("a");
            queue.sendBinary(bytes(1, 2));
            queue.sendText("c");
            queue.sendText("");
            assertEquals(List.of("text a"), socket.asked());
            socket.completes();
            assertEquals(List.of("binary 0102"), socket.asked());
            socket.completes();
            assertEquals(List.of("text c"), socket.asked());
            socket.completes();
            assertEquals(List.of("text "), socket.asked());
            socket.completes();
            assertEquals(List.of(), socket.asked());
            assertEquals(0, queue.dropped());
        }

        @Test
        void aQueueThatHasRunDryGoesOn() {
            SendQueue queue = queue(10, Overflow.CLOSE);
            for (String text : List.of("a", "b", "c")) {
                queue.sendText(text);
                assertEquals(List.of("text " + text), socket.asked());
                socket.completes();
            }
        }

        @Test
        void theTextIsAsItWasWhenItWasQueued() {
            SendQueue queue = busy(Overflow.CLOSE);
            StringBuilder text = new StringBuilder("before");
            queue.sendText(text);
            text.replace(0, 6, "after");
            assertEquals(List.of("text before"), rest());
        }

        @Test
        void theBytesAreReadThroughAPositionAndLimitOfTheirOwn() {
            SendQueue queue = busy(Overflow.CLOSE);
            ByteBuffer message = bytes(9, 1, 2, 9).position(1).limit(3);
            queue.sendBinary(message);
            queue.sendBinary(message);
            assertEquals(1, message.position());
            assertEquals(3, message.limit());
            message.clear();
            assertEquals(List.of("binary 0102", "binary 0102"), rest());
            assertEquals(0, message.position());
            assertEquals(4, message.limit());
        }

        @Test
        void oneBufferMayBeGivenToManyQueues() {
            ByteBuffer message = bytes(1, 2).asReadOnlyBuffer();
            for (int i = 0; i < 3; i++) {
                ManualWebSocket other = new ManualWebSocket();
                new SendQueue(other, 10, Overflow.CLOSE).sendBinary(message);
                assertEquals(List.of("binary 0102"), other.asked());
            }
        }

        @Test
        void whoeverHearsThatAMessageIsOutMaySendTheNext() {
            List<String> sent = new ArrayList<>();
            List<CompletableFuture<WebSocket>> stages = new ArrayList<>();
            WebSocket listening =
                    sending(
                            (text, stage) -> {
                                sent.add(text);
                                stages.add(stage);
                            });
            SendQueue queue = new SendQueue(listening, 100, Overflow.CLOSE);
            queue.sendText("a");
            CompletableFuture<Void> told = stages.get(0).thenRun(() -> queue.sendText("d"));
            queue.sendText("b");
            queue.sendText("c");
            for (int i = 0; i < 4; i++) {
                stages.get(i).complete(listening);
            }
            assertTrue(told.isDone());
            assertEquals(List.of("a", "b", "c", "d"), sent);
        }

        @Test
        void whoeverIsAskedToSendMaySendTheNext() {
            List<String> sent = new ArrayList<>();
            SendQueue[] queue = new SendQueue[1];
            WebSocket eager =
                    sending(
                            (text, stage) -> {
                                sent.add(text);
                                if (text.length() < 3) {
                                    queue[0].sendText(text + "a");
                                    queue[0].sendText(text + "b");
                                }
                                stage.complete(null);
                            });
            queue[0] = new SendQueue(eager, 100, Overflow.CLOSE);
            queue[0].sendText("");
            assertEquals(15, sent.size());
            assertEquals(List.of("", "a", "b", "aa", "ab", "ba", "bb", "aaa"), sent.subList(0, 8));
        }

        @Test
        void manyMessagesThatGoOutAtOnceNeedNoStack() {
            List<CompletableFuture<WebSocket>> stages = new ArrayList<>();
            AtomicInteger sent = new AtomicInteger();
            WebSocket socket =
                    sending(
                            (text, stage) -> {
                                if (sent.getAndIncrement() == 0) {
                                    stages.add(stage);
                                } else {
                                    stage.complete(null);
                                }
                            });
            SendQueue queue = new SendQueue(socket, 10_000_000, Overflow.CLOSE);
            for (int i = 0; i < 100_000; i++) {
                queue.sendText("x");
            }
            assertEquals(1, sent.get());
            stages.get(0).complete(socket);
            assertEquals(100_000, sent.get());
        }
    }

    @Nested
    class Bounds {

        @ParameterizedTest
        @EnumSource(Overflow.class)
        void areReachedWithoutLoss(Overflow overflow) {
            SendQueue queue = busy(overflow);
            queue.sendText("12345");
            queue.sendBinary(bytes(1, 2, 3, 4, 5));
            assertEquals(List.of("text 12345", "binary 0102030405"), rest());
            assertEquals(0, queue.dropped());
        }

        @ParameterizedTest
        @EnumSource(Overflow.class)
        void areForWhatWaitsAndNotForWhatIsBeingSent(Overflow overflow) {
            SendQueue queue = queue(10, overflow);
            queue.sendText("1234567890");
            queue.sendText("abcdefghij");
            assertEquals(List.of("text 1234567890"), socket.asked());
            assertEquals(List.of("text abcdefghij"), rest());
            assertEquals(0, queue.dropped());
        }

        @ParameterizedTest
        @EnumSource(Overflow.class)
        void makeRoomAsMessagesGoOut(Overflow overflow) {
            SendQueue queue = busy(overflow);
            for (int i = 0; i < 100; i++) {
                queue.sendText("123456");
                socket.completes();
            }
            assertEquals(Collections.nCopies(100, "text 123456"), socket.asked());
            assertEquals(0, queue.dropped());
        }

        @Test
        void areInBytesOfUtf8() {
            SendQueue queue = busy(Overflow.DROP_NEWEST);
            queue.sendText("€€€");
            queue.sendText("é");
            assertEquals(1, queue.dropped(), "9 bytes and 2");
            queue.sendText("e");
            assertEquals(1, queue.dropped(), "9 bytes and 1");
            queue.sendText("e");
            assertEquals(2, queue.dropped());
            assertEquals(List.of("text €€€", "text e"), rest());
        }

        @Test
        void dropTheOldestUntilTheNewestFits() {
            SendQueue queue = busy(Overflow.DROP_OLDEST);
            queue.sendText("aaa");
            queue.sendText("bbb");
            queue.sendText("ccc");
            queue.sendText("d");
            assertEquals(0, queue.dropped());
            queue.sendText("eeee");
            assertEquals(2, queue.dropped(), "3 bytes would not have been enough");
            assertEquals(List.of("text ccc", "text d", "text eeee"), rest());
        }

        @Test
        void dropTheNewest() {
            SendQueue queue = busy(Overflow.DROP_NEWEST);
            queue.sendText("aaaa");
            queue.sendText("bbbb");
            queue.sendText("ccc");
            assertEquals(1, queue.dropped());
            queue.sendText("dd");
            assertEquals(1, queue.dropped());
            assertEquals(List.of("text aaaa", "text bbbb", "text dd"), rest());
        }

        @ParameterizedTest
        @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
        void dropAMessageThatNeverFits(Overflow overflow) {
            SendQueue queue = queue(10, overflow);
            queue.sendText("12345678901");
            assertEquals(List.of(), socket.asked());
            assertEquals(1, queue.dropped());
            queue.sendText("1234567890");
            assertEquals(List.of("text 1234567890"), socket.asked());
        }

        @Test
        void closeWith1013() {
            SendQueue queue = busy(Overflow.CLOSE);
            queue.sendText("12345");
            queue.sendText("123456");
            assertEquals(List.of("close 1013 too slow"), socket.asked());
            socket.completes();
            socket.closes();
            assertEquals(List.of(), socket.asked());
        }

        @Test
        void closeDropsWhatWaitsAndWhatComes() {
            SendQueue queue = busy(Overflow.CLOSE);
            queue.sendText("12345");
            queue.sendText("12345");
            queue.sendText("!");
            assertEquals(3, queue.dropped());
            queue.sendText("later");
            queue.sendBinary(bytes(1));
            assertEquals(5, queue.dropped());
            assertEquals(List.of("close 1013 too slow"), socket.asked());
        }

        @Test
        void closeForAMessageThatNeverFits() {
            SendQueue queue = queue(10, Overflow.CLOSE);
            queue.sendText("12345678901");
            assertEquals(List.of("close 1013 too slow"), socket.asked());
            assertEquals(1, queue.dropped());
        }
    }

    @Nested
    class Failure {

        @Test
        void endsTheQueue() {
            SendQueue queue = busy(Overflow.DROP_OLDEST);
            queue.sendText("a");
            queue.sendText("b");
            socket.fails(new IOException("the output is closed"));
            assertEquals(List.of(), socket.asked());
            assertEquals(2, queue.dropped(), "the one that failed was sent");
        }

        @ParameterizedTest
        @EnumSource(Overflow.class)
        void dropsWhatComes(Overflow overflow) {
            SendQueue queue = busy(overflow);
            socket.fails(new IOException("the output is closed"));
            queue.sendText("a");
            queue.sendText("more than ten bytes");
            assertEquals(2, queue.dropped());
            assertEquals(List.of(), socket.asked(), "and does not close twice");
        }

        @Test
        void ofTheCloseIsNobodysTrouble() {
            WebSocket broken =
                    webSocket(
                            (method, argument) -> {
                                assertEquals("sendClose", method);
                                return CompletableFuture.failedFuture(new IOException("gone"));
                            });
            SendQueue queue = new SendQueue(broken, 1, Overflow.CLOSE);
            queue.sendText("too much");
            queue.sendText("x");
            assertEquals(2, queue.dropped());
        }
    }

    /** Many threads send; the socket's sends complete on yet another thread, or at once. */
    @Nested
    class FromManyThreads {

        private static final int SENDERS = 4;
        private static final int MESSAGES = 5_000;

        private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
        private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
        private final AtomicBoolean sending = new AtomicBoolean();

        private WebSocket completingOn(ExecutorService completer) {
            AtomicInteger number = new AtomicInteger();
            return sending(
                    (text, stage) -> {
                        if (!sending.compareAndSet(false, true)) {
                            faults.add("two at a time");
                        }
                        sent.add(text);
                        Runnable completion =
                                () -> {
                                    sending.set(false);
                                    stage.complete(null);
                                };
                        if (number.incrementAndGet() % 3 == 0) {
                            completion.run();
                        } else {
                            completer.execute(completion);
                        }
                    });
        }

        private void stress(SendQueue queue, ExecutorService completer) throws Exception {
            ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
            try {
                CyclicBarrier start = new CyclicBarrier(SENDERS);
                List<Future<?>> done = new ArrayList<>();
                for (int i = 0; i < SENDERS; i++) {
                    String name = "sender" + i;
                    done.add(
                            senders.submit(
                                    () -> {
                                        start.await(10, TimeUnit.SECONDS);
                                        for (int j = 0; j < MESSAGES; j++) {
                                            queue.sendText(name + " " + j);
                                        }
                                        return null;
                                    }));
                }
                for (Future<?> one : done) {
                    one.get(30, TimeUnit.SECONDS);
                }
            } finally {
                senders.shutdownNow();
            }
            while (sent.size() + queue.dropped() < SENDERS * MESSAGES) {
                // Behind whatever completes now; a queue that is stuck runs into the time limit.
                completer.submit(() -> {}).get(10, TimeUnit.SECONDS);
            }
            assertEquals(SENDERS * MESSAGES, sent.size() + queue.dropped());
            assertEquals(List.of(), faults);
            assertEverySendersOrder();
        }

        private void assertEverySendersOrder() {
            for (int i = 0; i < SENDERS; i++) {
                String prefix = "sender" + i + " ";
                List<Integer> numbers =
                        sent.stream()
                                .filter(text -> text.startsWith(prefix))
                                .map(text -> Integer.valueOf(text.substring(prefix.length())))
                                .toList();
                assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
            }
        }

        private void withCompleter(long maxQueuedBytes, Overflow overflow, Consumer<Long> check)
                throws Exception {
            ExecutorService completer = Executors.newSingleThreadExecutor();
            try {
                SendQueue queue = new SendQueue(completingOn(completer), maxQueuedBytes, overflow);
                stress(queue, completer);
                check.accept(queue.dropped());
            } finally {
                completer.shutdownNow();
                assertTrue(completer.awaitTermination(10, TimeUnit.SECONDS));
            }
        }

        @Test
        void everyMessageGoesOutInItsSendersOrder() throws Exception {
            withCompleter(10_000_000, Overflow.CLOSE, dropped -> assertEquals(0, dropped));
        }

        @ParameterizedTest
        @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
        void everyMessageGoesOutOrIsCounted(Overflow overflow) throws Exception {
            withCompleter(200, overflow, dropped -> assertFalse(sent.isEmpty()));
        }
    }

    @FunctionalInterface
    private interface Sending {
        void text(String text, CompletableFuture<@Nullable WebSocket> stage);
    }

    /** A socket that can do nothing but send text. */
    private static WebSocket sending(Sending sending) {
        return webSocket(
                (method, text) -> {
                    assertEquals("sendText", method);
                    CompletableFuture<@Nullable WebSocket> stage = new CompletableFuture<>();
                    sending.text(String.valueOf(text), stage);
                    return stage;
                });
    }

    @FunctionalInterface
    private interface Answers {
        CompletableFuture<?> to(String method, Object argument);
    }

    private static WebSocket webSocket(Answers answers) {
        return (WebSocket)
                Proxy.newProxyInstance(
                        SendQueueTest.class.getClassLoader(),
                        new Class<?>[] {WebSocket.class},
                        (proxy, method, arguments) -> answers.to(method.getName(), arguments[0]));
    }

    @Test
    void emptyMessagesAreBoundedToo() {
        SendQueue queue = new SendQueue(new ManualWebSocket(), 10, SendQueue.Overflow.DROP_NEWEST);
        for (int i = 0; i < 100; i++) {
            queue.sendText("");
        }
        assertEquals(89, queue.dropped());
    }

    @Test
    void aMessageThatNeverFitsDropsNobodyElse() {
        SendQueue queue = new SendQueue(new ManualWebSocket(), 20, SendQueue.Overflow.DROP_OLDEST);
        queue.sendText("first");
        queue.sendText("second");
        queue.sendText("x".repeat(30));
        assertEquals(1, queue.dropped());
    }
}
