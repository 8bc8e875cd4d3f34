package org.upgradefilter.it;

import java.net.http.WebSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/** An endpoint that hands out the listeners a test has made, one for each handshake. */
final class UpcomingListeners implements WebSocketEndpoint {

    private final Queue<WebSocket.Listener> upcoming = new ConcurrentLinkedQueue<>();

    /** The next handshake gets {@code listener}. */
    void add(WebSocket.Listener listener) {
        upcoming.add(listener);
    }

    @Override
    public WebSocket.Listener open(WebSocketHandshake handshake) {
        return upcoming.remove();
    }
}
