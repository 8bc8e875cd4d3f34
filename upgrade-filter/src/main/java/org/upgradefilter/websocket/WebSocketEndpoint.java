package org.upgradefilter.websocket;

import java.net.http.WebSocket;

/**
 * Makes the listener of one WebSocket from the handshake that asked for it.
 *
 * <p>Called once for each accepted handshake, before the 101 is sent, on the thread of the request
 * and possibly on many threads at a time. If it throws, the answer is 500 and nothing is switched.
 * The listener is then called on the container's threads, never by two at a time. Its last call is
 * either {@code onClose} (1006 if the peer went without a Close, 1001 if this server is going away)
 * or {@code onError}; so whoever keeps something for each connection gives it back in both. What is
 * sent after the end does not throw: its stage fails with {@link java.io.IOException}.
 *
 * <pre>{@code
 * WebSocketEndpoint echo = handshake -> new WebSocket.Listener() {
 *     public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
 *         return socket.sendText(data, last).thenRun(() -> socket.request(1));
 *     }
 * };
 * }</pre>
 */
@FunctionalInterface
public interface WebSocketEndpoint {

    /** The listener for one connection; not shared with another. */
    WebSocket.Listener open(WebSocketHandshake handshake);
}
