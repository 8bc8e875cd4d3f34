package org.upgradefilter.it;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An endpoint of the container's own: says what it is before it sends back what it was sent. */
public final class JakartaEcho extends Endpoint {

    static final String PREFIX = "jakarta: ";

    /** For the container. */
    public JakartaEcho() {}

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(String.class, new Answers(session));
    }

    private record Answers(Session session) implements MessageHandler.Whole<String> {

        @Override
        public void onMessage(String text) {
            try {
                session.getBasicRemote().sendText(PREFIX + text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
