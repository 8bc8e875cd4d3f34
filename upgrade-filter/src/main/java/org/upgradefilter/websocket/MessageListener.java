package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
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

    private final StringBuilder text = new StringBuilder();
    private ByteBuffer binary = ByteBuffer.allocate(0);

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
            text.append(data);
            socket.request(1);
            return null;
        }
        String message = text.isEmpty() ? data.toString() : text.append(data).toString();
        text.setLength(0);
        text.trimToSize();
        return requestAfter(onTextMessage(socket, message), socket);
    }

    @Override
    public final @Nullable CompletionStage<?> onBinary(
            WebSocket socket, ByteBuffer data, boolean last) {
        append(data);
        if (!last) {
            socket.request(1);
            return null;
        }
        ByteBuffer message = binary.flip();
        binary = ByteBuffer.allocate(0);
        return requestAfter(onBinaryMessage(socket, message), socket);
    }

    private void append(ByteBuffer data) {
        if (binary.remaining() < data.remaining()) {
            int needed = Math.addExact(binary.position(), data.remaining());
            int doubled = (int) Math.min(2L * binary.capacity(), Integer.MAX_VALUE - 8);
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, doubled));
            binary = larger.put(binary.flip());
        }
        binary.put(data);
    }

    private static @Nullable CompletionStage<?> requestAfter(
            @Nullable CompletionStage<?> handled, WebSocket socket) {
        if (handled == null) {
            socket.request(1);
            return null;
        }
        return handled.thenRun(() -> socket.request(1));
    }

    private static CompletionStage<?> refuse(WebSocket socket, String reason) {
        // If it is closed already, there is nothing to add.
        return socket.sendClose(CloseCode.UNACCEPTABLE_DATA.code(), reason)
                .handle((closed, alreadyClosed) -> socket);
    }
}
