package org.upgradefilter.it;

import java.net.http.WebSocket;
import java.security.Principal;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/** Tells each peer as whom it has come. */
final class UserEndpoint implements WebSocketEndpoint {

    /** What a peer is told that is nobody. */
    static final String NOBODY = "nobody";

    @Override
    public WebSocket.Listener open(WebSocketHandshake handshake) {
        Principal user = handshake.request().principal();
        String name = user == null ? NOBODY : user.getName();
        return new WebSocket.Listener() {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored")
            public void onOpen(WebSocket socket) {
                socket.sendText(name, true).thenRun(() -> socket.request(1));
            }
        };
    }
}
