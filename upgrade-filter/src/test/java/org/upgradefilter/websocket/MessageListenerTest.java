package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MessageListenerTest {

    private final ManualWebSocket socket = new ManualWebSocket();
    private final Recording listener = new Recording();

    /** Writes down whole messages, and answers as the test says. */
    private static final class Recording extends MessageListener {

        final List<String> texts = new ArrayList<>();
        final List<ByteBuffer> binaries = new ArrayList<>();
        Supplier<@Nullable CompletionStage<?>> answer = () -> null;

        @Override
        protected @Nullable CompletionStage<?> onTextMessage(WebSocket from, String message) {
            texts.add(message);
            return answer.get();
        }

        @Override
        protected @Nullable CompletionStage<?> onBinaryMessage(WebSocket from, ByteBuffer message) {
            binaries.add(message);
            return answer.get();
        }
    }

    @Test
    void theFirstMessageIsAskedForOnOpening() {
        listener.onOpen(socket);
        assertEquals(List.of("request 1"), socket.asked());
    }

    @Nested
    class Text {

        @Test
        void inOnePieceIsAMessage() {
            assertNull(listener.onText(socket, "Hello", true));
            assertEquals(List.of("Hello"), listener.texts);
            assertEquals(List.of("request 1"), socket.asked());
        }

        @Test
        void inPiecesIsAMessageWhenTheLastHasCome() {
            for (String piece : List.of("Hel", "", "l")) {
                assertNull(listener.onText(socket, piece, false));
                assertEquals(List.of(), listener.texts);
                assertEquals(List.of("request 1"), socket.asked());
            }
            assertNull(listener.onText(socket, "o", true));
            assertEquals(List.of("Hello"), listener.texts);
            assertEquals(List.of("request 1"), socket.asked());
        }

        @Test
        void mayBeEmpty() {
            listener.onText(socket, "", true);
            listener.onText(socket, "", false);
            listener.onText(socket, "", true);
            assertEquals(List.of("", ""), listener.texts);
        }

        @Test
        void beginsAnewWithEveryMessage() {
            listener.onText(socket, "a", false);
            listener.onText(socket, "b", true);
            listener.onText(socket, "c", true);
            listener.onText(socket, "d", false);
            listener.onText(socket, "", true);
            assertEquals(List.of("ab", "c", "d"), listener.texts);
        }

        @Test
        void isKeptFromWhateverHoldsThePieces() {
            StringBuilder piece = new StringBuilder("Hello");
            listener.onText(socket, piece, true);
            listener.onText(socket, piece, false);
            piece.setLength(0);
            listener.onText(socket, "!", true);
            assertEquals(List.of("Hello", "Hello!"), listener.texts);
        }

        @Test
        void beginsAnewAfterAListenerThatThrows() {
            IllegalStateException fault = new IllegalStateException("fault");
            listener.answer =
                    () -> {
                        throw fault;
                    };
            listener.onText(socket, "a", false);
            assertEquals(List.of("request 1"), socket.asked());
            assertSame(
                    fault,
                    assertThrows(
                            IllegalStateException.class, () -> listener.onText(socket, "b", true)));
            assertEquals(List.of(), socket.asked(), "nothing more is asked for");
            listener.answer = () -> null;
            listener.onText(socket, "c", true);
            assertEquals(List.of("ab", "c"), listener.texts);
        }
    }

    @Nested
    class Binary {

        private void receives(boolean last, int... bytes) {
            ByteBuffer piece = ByteBuffer.allocate(bytes.length);
            for (int b : bytes) {
                piece.put((byte) b);
            }
            // As the JDK says: after the call the buffer may be used for something else.
            listener.onBinary(socket, piece.flip(), last);
            piece.clear();
            while (piece.hasRemaining()) {
                piece.put((byte) 0xff);
            }
        }

        @Test
        void inOnePieceIsAMessage() {
            receives(true, 1, 2);
            assertEquals(List.of(ByteBuffer.wrap(new byte[] {1, 2})), listener.binaries);
            assertEquals(List.of("request 1"), socket.asked());
        }

        @Test
        void inPiecesIsAMessageWhenTheLastHasCome() {
            receives(false, 1, 2);
            receives(false);
            receives(false, 3);
            assertEquals(List.of(), listener.binaries);
            assertEquals(List.of("request 1", "request 1", "request 1"), socket.asked());
            receives(true, 4, 5, 6);
            assertEquals(
                    List.of(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6})), listener.binaries);
            assertEquals(List.of("request 1"), socket.asked());
        }

        @Test
        void mayBeEmpty() {
            receives(true);
            receives(false);
            receives(true);
            assertEquals(
                    List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(0)), listener.binaries);
        }

        @Test
        void inManyPiecesIsWhole() {
            ByteBuffer expected = ByteBuffer.allocate(5_050);
            for (int i = 1; i <= 100; i++) {
                byte[] piece = new byte[i];
                Arrays.fill(piece, (byte) i);
                expected.put(piece);
                listener.onBinary(socket, ByteBuffer.wrap(piece).asReadOnlyBuffer(), i == 100);
            }
            assertEquals(List.of(expected.flip()), listener.binaries);
        }

        @Test
        void belongsToTheListener() {
            receives(true, 1);
            receives(true, 2);
            listener.binaries.get(0).put(0, (byte) 9);
            assertEquals(2, listener.binaries.get(1).get(0));
            assertNotSame(listener.binaries.get(0).array(), listener.binaries.get(1).array());
        }

        @Test
        void readsThePieceToItsLimit() {
            ByteBuffer piece = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
            listener.onBinary(socket, piece, true);
            assertEquals(List.of(ByteBuffer.wrap(new byte[] {1, 2})), listener.binaries);
        }
    }

    @Nested
    class TheNextMessage {

        private final CompletableFuture<String> handled = new CompletableFuture<>();

        private CompletableFuture<?> handing(Supplier<@Nullable CompletionStage<?>> event) {
            listener.answer = () -> handled;
            CompletableFuture<?> returned =
                    Objects.requireNonNull(event.get()).toCompletableFuture();
            assertEquals(List.of(), socket.asked());
            assertFalse(returned.isDone());
            return returned;
        }

        @Test
        void isAskedForWhenTheStageOfATextHasCompleted() {
            CompletableFuture<?> returned = handing(() -> listener.onText(socket, "a", true));
            handled.complete("done");
            assertEquals(List.of("request 1"), socket.asked());
            assertTrue(returned.isDone());
        }

        @Test
        void isAskedForWhenTheStageOfABinaryHasCompleted() {
            CompletableFuture<?> returned =
                    handing(() -> listener.onBinary(socket, ByteBuffer.allocate(1), true));
            handled.complete("done");
            assertEquals(List.of("request 1"), socket.asked());
            assertTrue(returned.isDone());
        }

        @Test
        void isNotAskedForWhenTheStageFails() {
            CompletableFuture<?> returned = handing(() -> listener.onText(socket, "a", true));
            IllegalStateException fault = new IllegalStateException("fault");
            handled.completeExceptionally(fault);
            assertEquals(List.of(), socket.asked());
            assertSame(fault, assertThrows(CompletionException.class, returned::join).getCause());
        }
    }

    @Nested
    class WhatIsNotOverridden {

        private final MessageListener deaf = new MessageListener() {};

        @Test
        void closesWith1003ForText() {
            CompletionStage<?> returned = deaf.onText(socket, "a", true);
            assertEquals(List.of("close 1003 text is not accepted here"), socket.asked());
            awaitsTheClose(returned);
        }

        @Test
        void closesWith1003ForBinary() {
            CompletionStage<?> returned = deaf.onBinary(socket, ByteBuffer.allocate(1), true);
            assertEquals(List.of("close 1003 binary is not accepted here"), socket.asked());
            awaitsTheClose(returned);
        }

        private void awaitsTheClose(@Nullable CompletionStage<?> returned) {
            socket.closes();
            assertTrue(Objects.requireNonNull(returned).toCompletableFuture().isDone());
            assertEquals(List.of("request 1"), socket.asked(), "for the peer's Close");
        }
    }
}
