package org.upgradefilter.it;

import java.net.URI;

/** A client with {@code permessage-deflate} of its own. */
interface CompressingClient extends Client {

    /** The extensions the server has agreed to, as its response has them; empty if none. */
    String extensions();

    /** Sends a piece of a message in a frame of its own. */
    void sendFragment(Message piece, boolean last) throws Exception;

    /** Who wrote it. */
    enum Kind {
        JETTY,
        JAVA_WEBSOCKET;

        /**
         * @param offer what {@code Sec-WebSocket-Extensions} is to say
         */
        CompressingClient open(URI webSocket, String offer) throws Exception {
            return switch (this) {
                case JETTY -> JettyClient.open(webSocket, offer);
                case JAVA_WEBSOCKET -> JavaWebSocketClient.open(webSocket, offer);
            };
        }
    }
}
