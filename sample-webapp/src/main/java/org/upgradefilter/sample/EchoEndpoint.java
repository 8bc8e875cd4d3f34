package org.upgradefilter.sample;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/**
 * Sends everything back, text as text and binary as binary, piece by piece: a message of any size
 * needs only the memory of one piece.
 *
 * <p>The next piece is asked for when this one is on its way, so a client that does not read is not
 * read from either.
 */
public final class EchoEndpoint implements WebSocketEndpoint {

    @Override
    public WebSocket.Listener open(WebSocketHandshake handshake) {
        return new Echo();
    }

    private static final class Echo implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            return socket.sendText(data, last).thenRun(() -> socket.request(1));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            return socket.sendBinary(data, last).thenRun(() -> socket.request(1));
        }
    }
}
