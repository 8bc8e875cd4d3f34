package org.upgradefilter.bench.server;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/**
 * The echo of Tomcat's and Jetty's own WebSocket, by Jakarta WebSocket as its tutorial writes it.
 *
 * <p>The path says how large a message may be, for Tomcat keeps buffers of that size for each
 * session (10.1).
 */
@ServerEndpoint("/own/{maxMessageBytes}")
public final class OwnEcho {

    /** For the container. */
    public OwnEcho() {}

    /** Sets the limit. */
    @OnOpen
    public void open(Session session, @PathParam("maxMessageBytes") int maxMessageBytes) {
        session.setMaxBinaryMessageBufferSize(maxMessageBytes);
        session.setMaxTextMessageBufferSize(maxMessageBytes);
        session.setMaxIdleTimeout(0);
    }

    /** Sends a text back. */
    @OnMessage
    public String text(String message) {
        return message;
    }

    /** Sends bytes back. */
    @OnMessage
    public ByteBuffer binary(ByteBuffer message) {
        return message;
    }
}
