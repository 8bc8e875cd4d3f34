package org.upgradefilter.sample;

import java.net.http.WebSocket;
import java.time.Clock;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/** A chat room: subprotocol {@code chat.v1}, {@code ?name=} says who comes in. */
public final class ChatEndpoint implements WebSocketEndpoint {

    private final ChatRoom room = new ChatRoom(Clock.systemUTC());

    @Override
    public WebSocket.Listener open(WebSocketHandshake handshake) {
        return new ChatConnection(room, Nickname.fromQuery(handshake.request().query()));
    }
}
