package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.util.Objects;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.ConnectionFactory;

/** A handshake that was accepted: asks the endpoint for a listener before the 101 goes out. */
record Opening(
        WebSocketEndpoint endpoint,
        WebSocketHandshake handshake,
        WebSocketConnection.Settings settings,
        AgreedCompression compression)
        implements ConnectionFactory {

    /**
     * {@inheritDoc}
     *
     * @throws NullPointerException if the endpoint returns no listener
     */
    @Override
    public ConnectionFactory prepared() {
        WebSocket.Listener listener =
                Objects.requireNonNull(
                        endpoint.open(handshake),
                        () -> endpoint.getClass().getName() + " returned no listener");
        return (duplex, timer) ->
                new WebSocketConnection(
                        duplex, timer, settings, handshake.subprotocol(), compression, listener);
    }

    @Override
    public Connection connect(Duplex duplex, Timer timer) {
        return prepared().connect(duplex, timer);
    }
}
