package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A listener that is told whole messages, one at a time.
 *
 * <p>The next message is asked for when the stage that the last one returned has completed, so a
 * listener that takes its time slows the peer down. A message is never larger than the connection's
 * {@code maxMessageBytes}; it is kept in memory until it is complete.
 *
 * <p>Whoever overrides {@link #onOpen} must call {@code super.onOpen(socket)} or {@code
 * socket.request(1)}.
 */
public abstract class MessageListener implements WebSocket.Listener {

    // Of the message that has begun; kept as they come, and copied once when it is whole.
    private final List<String> text = new ArrayList<>(0);
    private final List<byte[]> binary = new ArrayList<>(0);

    /**
     * A text message has arrived. Unless overridden, the WebSocket is closed with 1003 (RFC 6455
     * §7.4.1).
     *
     * @return when the next message may come; null if at once
     */
    protected @Nullable CompletionStage<?> onTextMessage(WebSocket socket, String message) {
        return refuse(socket, "text is not accepted here");
    }

    /**
     * A binary message has arrived. Unless overridden, the WebSocket is closed with 1003 (RFC 6455
     * §7.4.1).
     *
     * @param message belongs to the listener
     * @return when the next message may come; null if at once
     */
    protected @Nullable CompletionStage<?> onBinaryMessage(WebSocket socket, ByteBuffer message) {
        return refuse(socket, "binary is not accepted here");
    }

    @Override
    public final @Nullable CompletionStage<?> onText(
            WebSocket socket, CharSequence data, boolean last) {
        if (!last) {
            text.add(data.toString());
            socket.request(1);
            return null;
        }
        String message = data.toString();
        if (!text.isEmpty()) {
            text.add(message);
            message = String.join("", text);
            text.clear();
        }
        return requestAfter(onTextMessage(socket, message), socket);
    }

    @Override
    public final @Nullable CompletionStage<?> onBinary(
            WebSocket socket, ByteBuffer data, boolean last) {
        byte[] piece = new byte[data.remaining()];
        data.get(piece);
        if (!last) {
            binary.add(piece);
            socket.request(1);
            return null;
        }
        ByteBuffer message = ByteBuffer.wrap(binary.isEmpty() ? piece : joined(piece));
        return requestAfter(onBinaryMessage(socket, message), socket);
    }

    /** All pieces, {@code end} the last of them. */
    private byte[] joined(byte[] end) {
        int bytes = end.length;
        for (byte[] piece : binary) {
            bytes = Math.addExact(bytes, piece.length);
        }
        ByteBuffer whole = ByteBuffer.allocate(bytes);
        binary.forEach(whole::put);
        binary.clear();
        return whole.put(end).array();
    }

    private static @Nullable CompletionStage<?> requestAfter(
            @Nullable CompletionStage<?> handled, WebSocket socket) {
        if (handled == null || isDone(handled)) {
            socket.request(1);
            return null;
        }
        return handled.thenRun(() -> socket.request(1));
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage instanceof CompletableFuture<?> future
                && future.isDone()
                && !future.isCompletedExceptionally();
    }

    private static CompletionStage<?> refuse(WebSocket socket, String reason) {
        // If it is closed already, there is nothing to add.
        return socket.sendClose(CloseCode.UNACCEPTABLE_DATA.code(), reason)
                .handle((closed, alreadyClosed) -> socket);
    }
}
